import FettleBindings
import Observation

/// The lock: a pad for the PIN while it is closed, its settings while it is open. The core's `lock.rs`.
@MainActor
@Observable
public final class LockModel: CoreModel<LockScreen> {
  /// What is typed, by the pad or by the keyboard: a passphrase has letters. Only ever in memory: not in a draft, not in what outlives the
  /// process.
  public var pin = ""

  /// What stands in the bar at the bottom: while it is locked the pad is where the thumb is, not a bar.
  public var bar: [Button] { screen.locked ? [] : screen.buttons }

  /// What stands below the pad.
  public var beside: [Button] { screen.locked ? screen.buttons : [] }

  public func press(_ digit: Character) { pin.append(digit) }

  public func delete() { _ = pin.popLast() }

  public func clear() { pin = "" }

  /// Whether the PIN can be handed in.
  public var canOpen: Bool { !pin.isEmpty && screen.unlock?.button?.enabled == true }

  /// Hands the PIN in.
  public func unlock() {
    guard canOpen, let panel = screen.unlock, let field = panel.fields.first, let button = panel.button else { return }
    let form = form(panel.key)
    form[field] = pin
    pin = ""
    tap(button, [field], of: form)
    form.clear()
  }
}
