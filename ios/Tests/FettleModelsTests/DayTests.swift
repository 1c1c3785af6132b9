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
    await phone.open(job)
    try await leave(phone, stage)
    try await begin(phone, stage)
    try await sync(phone, "work waits without a network") { !$0.waiting.rows.isEmpty }
    try await repair(phone, stage)
    try await giveBack(phone, stage)
    let shown = try await sign(phone, stage)

    // The network is back, at the address that the phone knows.
    let again = try HubProcess(data: stage.hub, port: port)
    try await sync(phone, "everything is in") { $0.waiting.rows.isEmpty }
    XCTAssertGreaterThan(phone.recorded, 20, "each record asks for a session")
    XCTAssertEqual(phone.onMainThread, [], "core calls on the main thread")

    try await keep(again)

    // Whoever took the call sees it signed, from the hub alone.
    let desk = try await Phone()
    try await desk.join(again, stage["colleague"])
    await desk.open(.sheetAndSign(job: stage["job"]))
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

  /// Tools, parts and papers checked, on the way; the part taken from the store first, papers to follow, its serial number read by the camera.
  private func leave(_ phone: Phone, _ stage: Stage) async throws {
    try await phone.tap("ready")
    try await phone.tap("begin")
    try await phone.fillChecklist()
    try await phone.tap("leave")
    await phone.open(.take(job: stage["job"], card: stage["card"]))
    try await phone.tap("take_first", ["serial": "PTZ-600-DB-IN001"])
    await phone.open(.partsBag)
    guard case .partsBag(let bag) = phone.shell.screen else { return XCTFail("no bag") }
    XCTAssertEqual(bag.bag.rows.count, 1)
    XCTAssertEqual(bag.debts.rows.count, 1)
  }

  /// On site, begun, the customer asked about the backup, evidence before anything is replaced.
  private func begin(_ phone: Phone, _ stage: Stage) async throws {
    await phone.open(.job(job: stage["job"]))
    phone.platform.place = "31.230400,121.473700,12"
    try await phone.tap("arrive")
    try await phone.tap("start")
    try await phone.tap("backup")
    await phone.open(.photo(purpose: .evidence(job: stage["job"], equipment: nil)))
    guard case .photo(let photo) = phone.shell.model else { return XCTFail("no camera") }
    phone.platform.eye.photo = try stage.photo()
    await photo.take()
    XCTAssertNotNil(photo.picture)
    photo.caption[photo.screen.caption] = "换下前：齿轮打滑"
    photo.keep()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal)
    XCTAssertNil(photo.taken, "the core has it")
    XCTAssertEqual(photo.screen.taken.rows.map(\.title), ["换下前：齿轮打滑"])
  }

  /// The part replaced, the work recorded; a check whose answer is half typed when the system ends the process; the cause named.
  private func repair(_ phone: Phone, _ stage: Stage) async throws {
    await phone.open(.job(job: stage["job"]))
    try await phone.tap("replace", ["serial_out": stage["faulty"]])
    try await phone.tap("work", ["text": "更换解码板，云台恢复转动", "minutes": "40"])
    try await phone.tap("check_repair_check")
    let item = try XCTUnwrap(phone.items().first { item in !item.done && item.fields.contains { $0.key == "remark" } })
    let remark = try XCTUnwrap(item.fields.first { $0.key == "remark" })
    phone.shell.model?.tap.form(of: item)[remark] = "齿轮有异响"
    let routes = phone.shell.routes
    try await phone.die()
    XCTAssertEqual(phone.shell.routes, routes, "the user is where they were")
    let after = try XCTUnwrap(phone.items().first { $0.slot == item.slot })
    XCTAssertEqual(after.fields.first { $0.key == "remark" }?.value, "齿轮有异响", "what was typed is there")
    try await phone.fillChecklist()
    try await phone.tap("complete")
    await phone.open(.job(job: stage["job"]))
    try await phone.tap("cause", ["cause": "front_end_quality", "diagnosis": "解码板驱动输出不稳"])
  }

  /// The faulty part's label before the camera, and back into the store's quarantine.
  private func giveBack(_ phone: Phone, _ stage: Stage) async throws {
    await phone.open(.scan(purpose: .return, unknown: nil))
    await phone.see(try stage.label())
    XCTAssertEqual(phone.shell.routes.last, .return(debt: nil, code: stage["faulty"]), "the label leads to the return")
    try await phone.tap("give_back", ["part": stage["card"], "serial": stage["faulty"], "label": "bad"])
    await phone.open(.partsBag)
    guard case .partsBag(let bag) = phone.shell.screen else { return XCTFail("no bag") }
    XCTAssertEqual(bag.debts.rows.map(\.title), [], "the part's debt is settled")
  }

  /// Done, and signed by the customer in two goes: the process dies between the strokes.
  private func sign(_ phone: Phone, _ stage: Stage) async throws -> String {
    await phone.open(.job(job: stage["job"]))
    do {
      try await phone.tap("complete", ["summary": ""])
      XCTFail("a job is not complete without a summary")
    } catch is Failed {}
    XCTAssertEqual(phone.shell.refusal?.field, "summary")
    let asking = try XCTUnwrap(phone.shell.model?.tap)
    XCTAssertEqual(asking.wrong(try XCTUnwrap(asking.asked?.button.ask.first)), phone.shell.refusal?.text)
    asking.leave()
    phone.shell.told()
    try await phone.tap("complete", ["summary": "更换解码板"])
    let before = try pad(phone)
    XCTAssertEqual(before.screen.missing, "")
    XCTAssertFalse(before.canSign)
    write(before.ink, stroke: 0)
    write(before.ink, stroke: 1)
    write(before.ink, stroke: 7)
    try await phone.die()
    let after = try pad(phone)
    for _ in 0..<100 where after.ink.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    XCTAssertEqual(after.ink.lines, before.ink.lines, "the strokes are as they were")
    after.ink.undo()
    write(after.ink, stroke: 2)
    let times = after.ink.lines.flatMap { $0 }.map(\.tMs)
    XCTAssertEqual(times, times.sorted(), "time never runs backwards in a signature")
    after.sign()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
    await phone.open(.sheetAndSign(job: stage["job"]))
    let signed = try pad(phone)
    XCTAssertEqual(signed.screen.hash, before.screen.hash)
    XCTAssertNotNil(signed.screen.answer)
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

  private func pad(_ phone: Phone) throws -> SheetAndSignModel {
    guard case .sheetAndSign(let model) = phone.shell.model else { throw Failed(description: "no sheet") }
    return model
  }

  /// One stroke with the pen.
  private func write(_ ink: InkModel, stroke: Int) {
    let y = Double(40 + 18 * stroke)
    ink.begin(40, y, at: 1_000_000 + stroke * 400)
    for step in 1...20 {
      ink.go(Double(40 + 6 * step), y + Double(step % 5 * 4), at: 1_000_000 + stroke * 400 + step * 16)
    }
    ink.lift()
  }

  /// The stock keeper finds the faulty part among what came back, inspects it, and counts a shelf.
  private func keep(_ hub: HubProcess) async throws {
    let keeper = try await Phone(language: "en")
    try await keeper.join(hub, "sun")
    await keeper.open(.stock)
    guard case .stock(let stock) = keeper.shell.model else { return XCTFail("no stock") }
    XCTAssertEqual(stock.screen.quarantine.rows.count, 1)
    await keeper.open(try XCTUnwrap(stock.screen.quarantine.rows.first?.open))
    guard case .inspect(let inspect) = keeper.shell.model else { return XCTFail("nothing to inspect") }
    XCTAssertEqual(inspect.screen.findings.count, 3)
    let scrap = try XCTUnwrap(inspect.screen.findings.compactMap(\.button).first { $0.key == "scrap" })
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
