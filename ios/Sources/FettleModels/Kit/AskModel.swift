import FettleBindings
import Observation

/// The asking before an action: a button's fields with what is in them, and its question. What is missing is the core's to say.
@MainActor
@Observable
public final class AskModel: Identifiable {
  public let button: Button
  /// What is filled in for the button's own fields.
  public let filled: FilledModel
  let action: Action
  /// What was filled in beside the button, and goes with it.
  let beside: [Entry]
  let from: FilledModel?

  init(_ button: Button, action: Action, filled: FilledModel, beside: [Entry], from: FilledModel?) {
    self.button = button
    self.action = action
    self.filled = filled
    self.beside = beside
    self.from = from
  }

  /// What goes with the action: what stood beside the button, then what it asked for, in the order of the fields.
  public var entries: [Entry] { beside + filled.entries(button.ask) }
}
