import FettleBindings

/// The scanner: frames go to the core's decoder as long as the screen is open, and its outcome says where to go. The core's `scan.rs`.
@MainActor
public final class ScanModel: CoreModel<ScanScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.found]) }

  /// What the code is for; none where the core offers nothing to scan.
  public var purpose: ScanFor? {
    if case .scan(let purpose, _) = screen.typed.button?.action { return purpose }
    return nil
  }

  /// A scanner that is a keyboard: what it read goes where a typed code goes.
  public private(set) lazy var wedge = WedgeModel { [weak self] in self?.typed($0) }

  private func typed(_ code: String) {
    let panel = screen.typed
    guard let field = panel.fields.first, let button = panel.button else { return }
    let form = form(panel.key)
    form[field] = code
    tap(button, panel.fields, of: form)
  }

  /// Takes the camera's frames.
  public var looking: FrameTaker? { purpose.map { shell.look($0) } }
}
