import FettleBindings
import Observation

/// What every screen does with a tap: straight to the core, or first the asking that the button wants.
@MainActor
@Observable
open class TapModel {
  public let shell: any Shell
  /// The asking that is open now.
  public var asked: AskModel?

  public init(shell: any Shell) { self.shell = shell }

  /// A button was tapped.
  public func tap(_ button: Button) {
    guard button.enabled else { return }
    if button.ask.isEmpty && button.confirm.isEmpty {
      shell.act(button.action, [])
    } else {
      asked = AskModel(button)
    }
  }

  /// The asking was answered with yes.
  public func answer() {
    guard let open = asked else { return }
    asked = nil
    shell.act(open.button.action, open.entries)
  }

  /// The asking was left.
  public func leave() { asked = nil }
}
