import FettleBindings
import Observation

/// The asking before an action: a button's fields with what is in them, and its question. What is missing is the core's to say.
@MainActor
@Observable
public final class AskModel: Identifiable {
  public let button: Button
  private var values: [String: String]

  init(_ button: Button) {
    self.button = button
    values = Dictionary(button.ask.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What is in a field now, by its key.
  public subscript(key: String) -> String {
    get { values[key] ?? "" }
    set { values[key] = newValue }
  }

  /// What goes with the action, in the order of the fields.
  public var entries: [Entry] { button.ask.map { Entry(key: $0.key, value: self[$0.key]) } }
}
