import FettleBindings
import XCTest

@testable import FettleModels

/// An engineer's day on the stage's job, step by step through the screens.
@MainActor
struct Day {
  let phone: Phone
  let stage: Stage

  var job: Route { .job(job: stage["job"]) }
  var signing: Route { .sheetAndSign(job: stage["job"], document: "") }

  /// Tools, parts and papers checked, on the way; the part taken from the store first, papers to follow, its serial number read by the camera.
  func leave() async throws {
    await phone.open(job)
    try await phone.tap("ready")
    try await phone.fillChecklist()
    try await phone.tap("leave")
    await phone.open(.take(job: stage["job"], card: stage["card"], serial: "PTZ-600-DB-IN001"))
    try await phone.tap("take_first", ["reason": "offline"])
    await phone.open(.partsBag)
    guard case .partsBag(let bag) = phone.shell.screen else { return XCTFail("no bag") }
    XCTAssertEqual(bag.bag.rows.count, 1)
    XCTAssertEqual(bag.debts.rows.count, 1)
  }

  /// On site, begun, the customer asked about the backup, evidence before anything is replaced.
  func begin() async throws {
    await phone.open(job)
    phone.platform.place = "31.230400,121.473700,12"
    try await phone.tap("arrive")
    // A step by mistake is taken back, and taken again.
    XCTAssertEqual(phone.shell.undo?.seconds, 10)
    phone.shell.takeBack()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal)
    XCTAssertNil(phone.shell.undo)
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
    await phone.open(.photo(purpose: .evidence(job: stage["job"], equipment: nil)))
    guard case .photo(let again) = phone.shell.model else { return XCTFail("no camera") }
    XCTAssertEqual(again.screen.taken.rows.map(\.title), ["换下前：齿轮打滑"])
  }

  /// The part replaced, the work recorded; a check whose answer is half typed when the system ends the process; the cause named.
  func repair() async throws {
    await phone.open(job)
    try await phone.tap("replace", ["serial_out": stage["faulty"]])
    try await phone.tap("work", ["text": "更换解码板，云台恢复转动"])
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
    await phone.open(job)
    try await phone.tap("cause", ["cause": "front_end_quality", "diagnosis": "解码板驱动输出不稳"])
  }

  /// The faulty part's label before the camera, and on its way to the store's quarantine.
  func giveBack() async throws {
    await phone.open(.scan(purpose: .return, unknown: nil))
    await phone.see(try stage.label())
    // As it was read: with what kind of symbol it is.
    XCTAssertEqual(
      phone.shell.routes.last, .return(debt: nil, code: "]Q1" + stage["faulty"]), "the label leads to the return")
    try await phone.tap("give_back", ["part": stage["card"], "serial": stage["faulty"], "label": "bad"])
    await phone.open(.partsBag)
    guard case .partsBag(let bag) = phone.shell.screen else { return XCTFail("no bag") }
    XCTAssertEqual(bag.debts.rows.compactMap(\.open), [], "the part is on its way, and nothing is left to do")
  }

  /// Done: the sheet is there to be signed.
  func complete() async throws {
    await phone.open(job)
    try await phone.tap("complete", ["summary": "更换解码板"])
  }

  /// The sheet on the glass.
  func sheet() throws -> SheetAndSignModel {
    guard case .sheetAndSign(let model) = phone.shell.model else { throw Failed(description: "no sheet") }
    return model
  }

  /// Who holds the pen says who they are: the first of the site's people.
  func name(_ sheet: SheetAndSignModel) throws {
    guard let who = sheet.screen.signer.first(where: { $0.key == "who" }), let first = who.choices.first else {
      throw Failed(description: "nobody to choose")
    }
    sheet.form("signer")[who] = first.key
  }

  /// One stroke with the pen.
  func write(_ ink: InkModel, stroke: Int) {
    let y = Double(40 + 18 * stroke)
    ink.begin(40, y, at: 1_000_000 + stroke * 400)
    for step in 1...20 {
      ink.go(Double(40 + 6 * step), y + Double(step % 5 * 4), at: 1_000_000 + stroke * 400 + step * 16)
    }
    ink.lift()
  }

  /// Waits for what comes by itself a moment later.
  func until(_ there: () -> Bool) async throws {
    for _ in 0..<1000 where !there() { try await Task.sleep(for: .milliseconds(20)) }
  }
}
