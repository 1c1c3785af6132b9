import FettleBindings
import Foundation
import Observation

/// What was typed into fields and not handed in yet. A field that nobody touched shows the core's value, whatever that becomes. What is
/// typed goes to the core a moment after the last key, so that it outlives the process; secrets do not: they are not written down.
@MainActor
@Observable
public final class FilledModel {
  private var typed: [String: String] = [:]
  @ObservationIgnored private var secrets: Set<String> = []
  @ObservationIgnored private var waiting: Task<Void, Never>?
  @ObservationIgnored private var handedIn = false
  @ObservationIgnored private let keep: @MainActor ([Entry]) -> Void

  /// `keep` takes what is worth keeping.
  init(keep: @escaping @MainActor ([Entry]) -> Void) { self.keep = keep }

  /// What is in a field now.
  public subscript(field: Field) -> String {
    get { typed[field.key] ?? field.value }
    set {
      typed[field.key] = newValue
      if field.kind == .secret { secrets.insert(field.key) } else { keepSoon() }
    }
  }

  /// What goes with an action, typed or as the core proposed it, in the order of the fields.
  public func entries(_ fields: [Field]) -> [Entry] { fields.map { Entry(key: $0.key, value: self[$0]) } }

  /// What to hand in with a tap: it is kept no more, for what the core says of it decides.
  func handIn(_ fields: [Field]) -> [Entry] {
    handedIn = true
    waiting?.cancel()
    waiting = nil
    return entries(fields)
  }

  /// What was handed in was taken, and is typed no more, or was refused, and stays as it is.
  func answered(_ taken: Bool) {
    if taken && handedIn { clear() }
    handedIn = false
  }

  /// Nothing typed any more.
  public func clear() {
    waiting?.cancel()
    waiting = nil
    typed = [:]
  }

  /// Keeps at once what waits for its moment: the app may not come back.
  func flush() {
    guard waiting != nil else { return }
    waiting?.cancel()
    waiting = nil
    let worth = typed.filter { !secrets.contains($0.key) }.sorted { $0.key < $1.key }
    if !worth.isEmpty { keep(worth.map { Entry(key: $0.key, value: $0.value) }) }
  }

  private func keepSoon() {
    waiting?.cancel()
    waiting = Task {
      try? await Task.sleep(for: Self.keepAfter)
      if !Task.isCancelled { flush() }
    }
  }

  /// Long enough not to write at every key, short enough to lose a word at most.
  private static let keepAfter: Duration = .milliseconds(700)
}
