import FettleBindings
import FettleModels
import Foundation

/// A phone in a person's hand: it sees only what the screens show, and does only what their buttons offer. So a step that the
/// app does not offer, or offers greyed out, fails the test with the reason that the person would read.
final class Phone {
  let app: FettleApp
  private(set) var route: Route

  /// A fresh phone that joins the hub of an enrolment link.
  init(joining link: String) async throws {
    app = try FettleApp.open(
      folder: try freshFolder("phone").path, language: "zh-CN", version: "test",
      keys: FolderKeys(try freshFolder("keys")))
    route = try await app.enrol(link: link, name: "test phone")
  }

  /// What is on the screen now.
  func screen() throws -> Screen { try app.screen(route: route) }

  /// Opens a screen.
  @discardableResult
  func open(_ to: Route) -> Phone {
    route = to
    return self
  }

  /// Goes where an outcome leads.
  func follow(_ outcome: Outcome) {
    if let to = outcome.route { route = to }
  }

  /// Taps the button `key` of the screen, filling in what it asks: `filled` first, then what stands there, then the first
  /// choice.
  func tap(_ key: String, _ filled: [String: String] = [:]) throws {
    let offered = try offered()
    guard let (button, fields) = offered.first(where: { $0.0.key == key }) else {
      throw Failed(description: "no button \(key) on \(route): \(offered.map { $0.0.key })")
    }
    try tap(button, fields, filled)
  }

  private func tap(_ button: Button, _ fields: [Field], _ filled: [String: String] = [:]) throws {
    guard button.enabled else { throw Failed(description: "\(button.key) cannot be tapped: \(button.whyNot)") }
    let unknown = Set(filled.keys).subtracting(fields.map(\.key))
    guard unknown.isEmpty else { throw Failed(description: "\(button.key) does not ask for \(unknown)") }
    let entries = fields.map { Entry(key: $0.key, value: filled[$0.key] ?? proposed($0)) }
    follow(try app.act(action: button.action, entries: entries))
  }

  /// Answers every item of a checklist that is asked, and of those that the answers bring up.
  func fillChecklist() throws {
    for _ in 0..<200 {
      guard let open = try items().first(where: { !$0.done && $0.required }) else { return }
      guard let answer = open.buttons.first(where: { $0.key == "answer" }) else {
        throw Failed(description: "\(open.label) cannot be answered")
      }
      try tap(answer, open.fields)
    }
    throw Failed(description: "the checklist asks without end")
  }

  private func items() throws -> [ItemCard] {
    switch try screen() {
    case .checklist(let shown): shown.groups.flatMap(\.items)
    case .readyToLeave(let shown): shown.groups.flatMap(\.items)
    default: throw Failed(description: "no checklist on \(route)")
    }
  }

  private func proposed(_ field: Field) -> String {
    if !field.value.isEmpty || !field.required { return field.value }
    return switch field.kind {
    case .choice: field.choices.first?.key ?? ""
    case .number: field.min.isEmpty ? "1" : field.min
    case .count, .minutes: field.min.isEmpty ? "5" : field.min
    default: "已核对"
    }
  }

  /// Every button on the screen, with the fields that go with it.
  private func offered() throws -> [(Button, [Field])] {
    func plain(_ buttons: [Button]) -> [(Button, [Field])] { buttons.map { ($0, $0.ask) } }
    func panel(_ panel: Panel) -> [(Button, [Field])] { panel.button.map { [($0, panel.fields + $0.ask)] } ?? [] }
    return switch try screen() {
    case .job(let shown): plain(shown.buttons + shown.more)
    case .readyToLeave(let shown): plain(shown.buttons)
    case .checklist(let shown): plain(shown.buttons)
    case .take(let shown): panel(shown.request) + panel(shown.takeFirst)
    case .return(let shown): panel(shown.back)
    default: []
    }
  }
}
