import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// A phone with the app on it: the real core on a folder, the shell over it. The process can die, and come back.
@MainActor
final class Phone {
  let platform = TestPlatform()
  let outside = TestReminders()
  let clock = TestClock()
  private(set) var core: OffMainThread
  private(set) var shell: AppShell
  /// How often something was recorded that waits to be sent.
  private(set) var recorded = 0
  private let folder: URL
  private let keys: FolderKeys
  private let language: String
  private var calls: [String] = []

  init(language: String = "zh-CN") async throws {
    folder = try freshFolder("phone")
    keys = FolderKeys(try freshFolder("keys"))
    self.language = language
    core = try await Self.opened(folder, keys, clock, language)
    shell = AppShell(try await Begin.of(core), platform: platform, reminders: outside, shared: folder)
    await start([])
  }

  private static func opened(_ folder: URL, _ keys: FolderKeys, _ clock: TestClock, _ language: String) async throws
    -> OffMainThread
  {
    try await Task.detached {
      OffMainThread(
        try FettleApp.open(
          folder: folder.path, language: language, version: "test", keys: keys, clock: clock, owner: NoOwner()))
    }.value
  }

  private func start(_ before: [String]) async {
    do {
      shell = AppShell(try await Begin.of(core, before: before), platform: platform, reminders: outside, shared: folder)
      { [weak self] in
        self?.recorded += 1
      }
      shell.resume()
      await shell.settled()
    } catch { XCTFail("\(error)") }
  }

  /// The system ends the process while the app is out of sight: only what was written down comes back.
  func die() async throws {
    shell.pause()
    await shell.settled()
    let written = shell.written
    calls += core.calls
    core = try await Self.opened(folder, keys, clock, language)
    await start(written)
  }

  /// The app goes out of sight and comes back.
  func lookAway() async {
    shell.pause()
    await shell.settled()
    shell.resume()
    await shell.settled()
  }

  /// What of the core was called on the main thread. Empty when all is well.
  var onMainThread: [String] { calls + core.calls }

  /// Joins by the code before the camera.
  func join(_ hub: HubProcess, _ person: String) async throws {
    try await tap("scan")
    await see(try hub.enrolment(person).seen)
    guard case .today = shell.screen else { throw Failed(description: "not joined: \(shell.refusal?.text ?? "")") }
  }

  /// Holds something before the camera until the shell has done what follows from it.
  func see(_ frame: Frame) async {
    guard case .scan(let scanner) = shell.model, let look = scanner.looking else { return XCTFail("no scanner") }
    let (pulses, route) = (platform.pulses, shell.routes.last)
    for _ in 0..<2000 where platform.pulses == pulses && shell.routes.last == route && shell.refusal == nil {
      look(frame)
      try? await Task.sleep(for: .milliseconds(20))
    }
    await shell.settled()
  }

  /// Opens a screen.
  func open(_ to: Route) async {
    shell.open(to)
    await shell.settled()
    XCTAssertNil(shell.refusal, shell.refusal?.text ?? "")
  }

  /// Taps the button `key` of the screen, filling in what it asks: `filled` first, then what stands there, then the first choice.
  func tap(_ key: String, _ filled: [String: String] = [:]) async throws {
    guard let model = shell.model else { throw Failed(description: "nothing is shown") }
    let all = offers(model)
    guard let offer = all.first(where: { $0.button.key == key }) else {
      throw Failed(description: "no button \(key) on \(shell.routes): \(all.map(\.button.key))")
    }
    try await tap(offer, filled)
    if let refusal = shell.refusal { throw Failed(description: "\(key) was refused: \(refusal.text)") }
  }

  private func tap(_ offer: Offer, _ filled: [String: String] = [:]) async throws {
    let button = offer.button
    guard button.enabled else { throw Failed(description: "\(button.key) cannot be tapped: \(button.whyNot)") }
    let unknown = Set(filled.keys).subtracting((offer.fields + button.ask).map(\.key))
    guard unknown.isEmpty else { throw Failed(description: "\(button.key) does not ask for \(unknown)") }
    if let form = offer.form { fill(offer.fields, form, filled) }
    offer.tap()
    if let asked = offer.model.asked {
      fill(button.ask, asked.filled, filled)
      offer.model.answer()
    }
    await shell.settled()
  }

  private func fill(_ fields: [Field], _ form: FilledModel, _ filled: [String: String]) {
    for field in fields { form[field] = filled[field.key] ?? proposed(field, form) }
  }

  private func proposed(_ field: Field, _ form: FilledModel) -> String {
    let stands = form[field]
    if !stands.isEmpty || !field.required { return stands }
    return switch field.kind {
    case .choice: field.choices.first?.key ?? ""
    case .number: field.min.isEmpty ? "1" : field.min
    case .count, .minutes: field.min.isEmpty ? "5" : field.min
    default: "已核对"
    }
  }

  /// Answers every item of the checklist that is asked, and of those that the answers bring up.
  func fillChecklist() async throws {
    for _ in 0..<200 {
      guard let item = items().first(where: { !$0.done && $0.required }) else { return }
      let typed = item.buttons.first { $0.key == "answer" }
      guard let model = shell.model?.tap, let answer = item.answers.first?.button ?? typed else {
        throw Failed(description: "\(item.label) cannot be answered")
      }
      let form = model.form(of: item)
      try await tap(
        Offer(button: answer, fields: item.fields, form: form, model: model) { model.tap(answer, on: item) })
      if let refusal = shell.refusal { throw Failed(description: "\(item.label): \(refusal.text)") }
    }
    throw Failed(description: "the checklist asks without end")
  }

  /// The items of the checklist on the screen.
  func items() -> [ItemCard] {
    switch shell.model {
    case .checklist(let model): model.screen.groups.flatMap(\.items)
    case .readyToLeave(let model): model.screen.groups.flatMap(\.items)
    default: []
    }
  }
}
