import FettleBindings
import FettleModels

/// A shell that only remembers what it was asked for.
@MainActor
final class RecordingShell: Shell {
  let words = shellWords(language: "en")
  var acts: [(action: Action, entries: [Entry])] = []
  var opened: [Route] = []
  var backs = 0

  func open(_ route: Route) { opened.append(route) }
  func back() { backs += 1 }
  func act(_ action: Action, _ entries: [Entry]) { acts.append((action, entries)) }
  func scan(_ read: @escaping @MainActor (String) -> Void) { read("scanned") }
}
