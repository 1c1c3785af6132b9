import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// Every screen over the real core, in both languages: it has a model, its model takes a new look, and what it offers can be told apart.
@MainActor
final class TourTests: XCTestCase {
  func testEveryScreenIsShownInBothLanguages() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone(language: "en")
    try await phone.join(hub, stage["engineer"])
    var titles: [[String]] = []
    for language in ["en", "zh-CN"] {
      titles.append(try await tour(phone, stage))
      await phone.open(.settings)
      try await phone.tap("language", ["language": language == "en" ? "zh-CN" : "en"])
    }
    XCTAssertEqual(titles[0].count, 25)
    for (english, chinese) in zip(titles[0], titles[1]) {
      XCTAssertFalse(english.isEmpty || chinese.isEmpty)
    }
    XCTAssertNotEqual(titles[0], titles[1])
    XCTAssertEqual(phone.shell.words.back, "Back", "the shell's own words follow the language")
    XCTAssertEqual(phone.onMainThread, [])
  }

  /// The titles of the screens of an engineer, one after the other.
  private func tour(_ phone: Phone, _ stage: Stage) async throws -> [String] {
    let job = stage["job"]
    await phone.open(.job(job: job))
    guard case .job(let model) = phone.shell.model else { throw Failed(description: "no job") }
    let equipment = try XCTUnwrap(model.screen.equipment.rows.compactMap(\.open).first)
    // Customer and site stand there; the last word is the site's.
    let words = String(try XCTUnwrap(model.screen.head.subtitle.split(separator: " ").last))
    await phone.open(.search(words: words, customer: nil))
    guard case .search(let search) = phone.shell.model else { throw Failed(description: "no search") }
    let site = try XCTUnwrap(search.screen.found.rows.compactMap(\.open).first)
    phone.shell.map(try XCTUnwrap(model.screen.customer.rows.compactMap(\.map).first))
    XCTAssertEqual(phone.platform.maps.last?.label.isEmpty, false)
    let caller = try XCTUnwrap(model.screen.customer.rows.compactMap(\.phone).first)
    phone.shell.call(caller)
    XCTAssertEqual(phone.platform.dialled.last, "13900000305")
    phone.shell.copy(caller.number)
    XCTAssertEqual(phone.platform.copied.last, "13900000305")
    let routes: [Route] = [
      .today, .job(job: job), .diagnose(job: job), .plan(job: job), .readyToLeave(job: job),
      .photo(purpose: .job(job: job)), .partsBag, .take(job: job, card: nil, serial: nil),
      .take(job: job, card: stage["card"], serial: nil),
      .return(debt: nil, code: nil), .scan(purpose: .find, unknown: nil), .scan(purpose: .find, unknown: "WHAT-1"),
      .sheetAndSign(job: job, document: ""), .sheetSide(job: job, document: ""), .sync, .enrol, .settings, .calls,
      .knowledge(words: "", equipment: nil), .case(job: job), equipment, .outing(job: job), .lock,
      .search(words: words, customer: nil), site,
    ]
    var titles: [String] = []
    for route in routes {
      await phone.open(route)
      guard phone.shell.routes.last == route, let model = phone.shell.model else {
        XCTFail("\(route) is not shown")
        continue
      }
      let shown = try XCTUnwrap(phone.shell.screen)
      XCTAssertTrue(model.show(shown), "\(route) takes a new look")
      for offer in offers(model) { XCTAssertFalse(offer.button.label.isEmpty, "\(route): \(offer.button.key)") }
      titles.append(head(model).title)
    }
    return titles
  }

  private func head(_ model: ScreenModel) -> Head {
    switch model {
    case .today(let m): m.screen.head
    case .job(let m): m.screen.head
    case .diagnose(let m): m.screen.head
    case .plan(let m): m.screen.head
    case .readyToLeave(let m): m.screen.head
    case .checklist(let m): m.screen.head
    case .photo(let m): m.screen.head
    case .partsBag(let m): m.screen.head
    case .take(let m): m.screen.head
    case .return(let m): m.screen.head
    case .scan(let m): m.screen.head
    case .sheetAndSign(let m): m.screen.head
    case .sheetSide(let m): m.screen.head
    case .sync(let m): m.screen.head
    case .enrol(let m): m.screen.head
    case .settings(let m): m.screen.head
    case .calls(let m): m.screen.head
    case .worklist(let m): m.screen.head
    case .knowledge(let m): m.screen.head
    case .search(let m): m.screen.head
    case .site(let m): m.screen.head
    case .case(let m): m.screen.head
    case .equipment(let m): m.screen.head
    case .outing(let m): m.screen.head
    case .stock(let m): m.screen.head
    case .inspect(let m): m.screen.head
    case .stocktake(let m): m.screen.head
    case .lock(let m): m.screen.head
    }
  }
}
