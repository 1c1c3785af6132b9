import FettleBindings
import Foundation

@testable import FettleModels

/// A shell that only remembers what it was asked for.
@MainActor
final class RecordingShell: Shell {
  let words = shellWords(language: "en")
  let platform = TestPlatform()
  var camera: any Camera { platform.camera }
  var gallery: (any Gallery)? { platform.gallery }
  /// What the next act is answered with; none: it is taken.
  var refusal: Refusal?
  var acts: [(action: Action, entries: [Entry], here: Bool)] = []
  var opened: [Route] = []
  var drafts: [Route: [Entry]] = [:]
  var keeps: [[Entry]] = []
  /// The pages of a long list, by the text that asks for each.
  var pages: [String: Section] = [:]
  var backs = 0

  func open(_ route: Route) { opened.append(route) }
  func back() { backs += 1 }
  func act(_ action: Action, _ entries: [Entry], here: Bool, then: @escaping @MainActor (Bool) -> Void) {
    acts.append((action, entries, here))
    then(refusal == nil)
  }
  func keep(_ route: Route, _ entries: [Entry]) {
    keeps.append(entries)
    drafts[route, default: []].removeAll { old in entries.contains { $0.key == old.key } }
    drafts[route, default: []] += entries
  }
  func kept(_ route: Route) async -> [Entry] { drafts[route] ?? [] }
  func page(_ route: Route, _ section: String, _ cursor: String) async -> Section? { pages[cursor] }
  func scan(_ read: @escaping @MainActor (String) -> Void) { read("scanned") }
  func look(_ purpose: ScanFor) -> FrameTaker { { _ in } }
  func photo(_ hash: String) -> Picture? { nil }
  func decode(_ bytes: Data) async -> Picture? { platform.decode(bytes) }
  func share(_ paper: Paper) {}
  func map(_ point: MapPoint) { _ = platform.map(point) }
  func call(_ phone: PhoneNumber) { _ = platform.dial(phone.dialled) }
  func copy(_ text: String) { platform.copy(text) }
}
