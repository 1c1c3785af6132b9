import FettleBindings

extension AppShell {
  /// The last tap was a mistake.
  public func takeBack() {
    guard let action = undo?.action else { return }
    undo = nil
    act(action, [], here: false) { _ in }
  }
}
