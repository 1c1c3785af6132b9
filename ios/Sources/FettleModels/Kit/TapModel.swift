import FettleBindings
import Observation

/// What every screen does with a tap: straight to the core, or first the asking that the button wants.
@MainActor
@Observable
open class TapModel {
  public let shell: any Shell
  /// The screen that this is.
  public let route: Route
  /// The asking that is open now.
  public var asked: AskModel?
  @ObservationIgnored private var forms: [String: FilledModel] = [:]

  public init(shell: any Shell, route: Route) {
    self.shell = shell
    self.route = route
  }

  /// A tap may want the place of the phone.
  open var wantsPosition: Bool { false }

  /// What is typed into the form `name` of this screen. What is kept of it stands under `prefix` in the screen's draft.
  public func form(_ name: String, prefix: String = "") -> FilledModel {
    if let open = forms[name] { return open }
    let filled = FilledModel { [weak self] entries in
      guard let self else { return }
      shell.keep(route, entries.map { Entry(key: prefix + $0.key, value: $0.value) })
    }
    forms[name] = filled
    return filled
  }

  /// A button was tapped, with the fields that stand beside it; `action` in the place of the button's own where a screen fills it in.
  public func tap(_ button: Button, _ fields: [Field] = [], of form: FilledModel? = nil, action: Action? = nil) {
    guard button.enabled else { return }
    let beside = form?.handIn(fields) ?? []
    if button.ask.isEmpty && button.confirm.isEmpty {
      act(button, action ?? button.action, beside, form)
    } else {
      // A draft of its own: buttons of one screen may ask for fields of the same name, and rows for the same by the same button.
      let action = action ?? button.action
      let filled = self.form("ask-\(button.key)-\(action)", prefix: "\(button.key).")
      asked = AskModel(button, action: action, filled: filled, beside: beside, from: form)
    }
  }

  /// The button at the bottom was tapped. What a tap brought into the place of the button before takes none for a moment, so that a double
  /// tap hits nothing.
  public func tapMain(_ button: Button) {
    if shell.steady { tap(button) }
  }

  /// The asking was answered with yes. It stays open until the core takes it, so that what is wrong can be mended where it stands.
  public func answer() {
    guard let open = asked else { return }
    let entries = open.beside + open.filled.handIn(open.button.ask)
    act(open.button, open.action, entries, open.from) { [weak self] taken in
      open.filled.answered(taken)
      if taken && self?.asked === open { self?.asked = nil }
    }
  }

  /// The asking was left.
  public func leave() {
    asked?.from?.answered(false)
    asked = nil
  }

  /// What is wrong with a field: what the core says on the screen, or what it said to the last tap.
  public func wrong(_ field: Field) -> String {
    if !field.error.isEmpty { return field.error }
    return shell.refusal.flatMap { $0.field == field.key ? $0.text : nil } ?? ""
  }

  /// The app may not come back: what waits to be kept is kept.
  open func flush() { for form in forms.values { form.flush() } }

  private func act(
    _ button: Button, _ action: Action, _ entries: [Entry], _ form: FilledModel?,
    then: @escaping @MainActor (Bool) -> Void = { _ in }
  ) {
    shell.act(action, entries, here: button.position) { taken in
      form?.answered(taken)
      then(taken)
    }
  }
}

/// The model of one screen of the core: what it says now, and what is typed on it.
@MainActor
@Observable
open class CoreModel<Value>: TapModel {
  /// What the core says now.
  public private(set) var screen: Value

  public init(screen: Value, shell: any Shell, route: Route) {
    self.screen = screen
    super.init(shell: shell, route: route)
  }

  /// The core said something new, after a tap or a sync.
  open func show(_ screen: Value) { self.screen = screen }
}

/// The sections that have something to say, in the order in which they are drawn.
func telling(_ sections: [Section]) -> [Section] { sections.filter { !$0.rows.isEmpty || !$0.empty.isEmpty } }
