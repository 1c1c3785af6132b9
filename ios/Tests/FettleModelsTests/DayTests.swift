import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// A working day through the screens' models: the real core, the real hub, a real network connection that goes away in the middle, a process
/// that dies twice, and never a call of the core on the main thread.
@MainActor
final class DayTests: XCTestCase {
  func testARepairFromTheScannedCodeToTheSignedSheet() async throws {
    let stage = try Stage()
    let job = Route.job(job: stage["job"])
    var hub: HubProcess? = try HubProcess(data: stage.hub)
    let port = hub!.port
    let phone = try await Phone()
    try await phone.join(hub!, stage["engineer"])
    guard case .today(let today) = phone.shell.model else { return XCTFail("no day") }
    XCTAssertEqual(today.jobs.section.rows.map(\.key), [stage["job"]], "what this person works with came at once")

    // The plug is pulled: no network from here on.
    hub?.kill()
    hub = nil
    let day = Day(phone: phone, stage: stage)
    try await day.leave()
    try await day.begin()
    try await sync(phone, "work waits without a network") { !$0.waiting.rows.isEmpty }
    try await day.repair()
    try await day.giveBack()
    let shown = try await sign(day)

    // The network is back, at the address that the phone knows.
    let again = try HubProcess(data: stage.hub, port: port)
    try await sync(phone, "everything is in") { $0.waiting.rows.isEmpty }
    XCTAssertGreaterThan(phone.recorded, 20, "each record asks for a session")
    XCTAssertEqual(phone.onMainThread, [], "core calls on the main thread")

    try await keep(again)

    // Whoever took the call sees it signed, from the hub alone.
    let desk = try await Phone()
    try await desk.join(again, stage["colleague"])
    await desk.open(.sheetAndSign(job: stage["job"], document: ""))
    guard case .sheetAndSign(let sheet) = desk.shell.model else { return XCTFail("no sheet") }
    XCTAssertEqual(sheet.screen.hash, shown, "what was signed is what was shown")
    let drawing = try XCTUnwrap(sheet.screen.answer.flatMap { Drawing(svg: $0.svg) })
    XCTAssertEqual(drawing.steps.filter { if case .move = $0 { true } else { false } }.count, 3, "three strokes")
    await desk.open(job)
    await phone.open(job)
    guard case .job(let seen) = desk.shell.screen, case .job(let mine) = phone.shell.screen else {
      return XCTFail("no job")
    }
    XCTAssertEqual(seen.status, mine.status)
    XCTAssertEqual(seen.head.title, mine.head.title)
  }

  /// Done, and signed by the customer in two goes: the process dies between the strokes.
  private func sign(_ day: Day) async throws -> String {
    let phone = day.phone
    await phone.open(day.job)
    do {
      try await phone.tap("complete_open", ["result": "partly", "left": ""])
      XCTFail("what is not solved says what is left")
    } catch is Failed {}
    XCTAssertEqual(phone.shell.refusal?.field, "left")
    let asking = try XCTUnwrap(phone.shell.model?.tap)
    XCTAssertEqual(
      asking.wrong(try XCTUnwrap(asking.asked?.button.ask.first { $0.key == "left" })), phone.shell.refusal?.text)
    asking.leave()
    phone.shell.told()
    try await day.complete()
    let before = try day.sheet()
    XCTAssertEqual(before.screen.missing, "")
    XCTAssertFalse(before.canSign)
    day.write(before.ink, stroke: 0)
    day.write(before.ink, stroke: 1)
    day.write(before.ink, stroke: 7)
    try await phone.die()
    let after = try day.sheet()
    try await day.until { !after.ink.isEmpty }
    XCTAssertEqual(after.ink.lines, before.ink.lines, "the strokes are as they were")
    after.ink.undo()
    day.write(after.ink, stroke: 2)
    let times = after.ink.lines.flatMap { $0 }.map(\.tMs)
    XCTAssertEqual(times, times.sorted(), "time never runs backwards in a signature")
    try day.name(after)
    after.sign()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
    await phone.open(day.signing)
    let signed = try day.sheet()
    XCTAssertEqual(signed.screen.hash, before.screen.hash)
    XCTAssertNotNil(signed.screen.answer)
    XCTAssertEqual(signed.screen.receipt?.link.hasSuffix(signed.screen.hash), true, "the code leads to its page")
    try await share(phone, signed)
    return before.screen.hash
  }

  /// The customer gets the signed sheet at once, there is no network.
  private func share(_ phone: Phone, _ sheet: SheetAndSignModel) async throws {
    sheet.share()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
    let file = try XCTUnwrap(phone.platform.shared.last)
    XCTAssertTrue(file.hasSuffix(".pdf"), file)
    let drawn = try String(contentsOfFile: file, encoding: .utf8)
    for text in [sheet.screen.hash, "更换解码板", try XCTUnwrap(sheet.screen.answer).text] {
      XCTAssertTrue(drawn.contains(text), "\(text) stands on the paper")
    }
    XCTAssertNotNil(sheet.paper?.signature)
  }

  /// The stock keeper finds the faulty part among what came back, inspects it, and counts a shelf.
  private func keep(_ hub: HubProcess) async throws {
    let keeper = try await Phone(language: "en")
    try await keeper.join(hub, "sun")
    await keeper.open(.stock)
    guard case .stock(let stock) = keeper.shell.model else { return XCTFail("no stock") }
    XCTAssertEqual(stock.screen.onItsWay.rows.count, 1, "the part is on its way until it is received")
    try await keeper.tap("receive_sent")
    XCTAssertEqual(stock.screen.quarantine.rows.count, 1)
    await keeper.open(try XCTUnwrap(stock.screen.quarantine.rows.first?.open))
    guard case .inspect(let inspect) = keeper.shell.model else { return XCTFail("nothing to inspect") }
    XCTAssertEqual(inspect.screen.findings.count, 3)
    let scrap = try XCTUnwrap(inspect.screen.findings.first { $0.key == "scrap" })
    XCTAssertNotEqual(scrap.whyNot, "", "only a manager scraps, and the screen says so")
    try await keeper.tap("repairable")
    await keeper.open(.stock)
    XCTAssertEqual(stock.screen.quarantine.rows.map(\.title), [], "looked at anew")

    let place = try await shelf(keeper, stock.screen.places)
    guard case .stocktake(let count) = keeper.shell.model else { return XCTFail("nothing to count") }
    let before = count.screen.progress
    try await keeper.tap("count", ["quantity": "0"])
    XCTAssertEqual(count.screen.progress.done, before.done + 1)
    XCTAssertEqual(count.screen.differences.rows.count, 1)
    try await keeper.die()
    guard case .stocktake(let again) = keeper.shell.model else { return XCTFail("the count is gone") }
    XCTAssertEqual(again.screen.differences.rows.count, 1, "a count outlives the process")
    try await keeper.tap("book", ["reason": "broken"])
    await keeper.open(place)
    guard case .stocktake(let booked) = keeper.shell.model else { return XCTFail("nothing to count") }
    XCTAssertEqual(booked.screen.differences.rows.count, 0)
    XCTAssertEqual(keeper.onMainThread, [])
  }

  /// Opens the first place that something lies at.
  private func shelf(_ keeper: Phone, _ places: Section) async throws -> Route {
    for place in places.rows.compactMap(\.open) {
      await keeper.open(place)
      if case .stocktake(let count) = keeper.shell.model, !count.lines.section.rows.isEmpty { return place }
    }
    throw Failed(description: "nothing lies anywhere")
  }

  /// A session from the sync screen, which then says in words what waits.
  private func sync(_ phone: Phone, _ what: String, _ fits: (SyncScreen) -> Bool) async throws {
    await phone.open(.sync)
    try await phone.tap("now")
    guard case .sync(let shown) = phone.shell.screen else { return XCTFail("no sync screen") }
    XCTAssertTrue(fits(shown), what)
    let told = [shown.state, phone.shell.notice ?? ""] + shown.waiting.rows.map(\.title)
    for words in told {
      XCTAssertTrue(words.unicodeScalars.contains { $0.value > 0x4E00 }, "in this person's words: \(words)")
      XCTAssertFalse(words.contains("_"), "no code: \(words)")
    }
  }
}
