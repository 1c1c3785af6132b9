import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// A working day through the bindings: the real core, the real hub, a real network connection that goes away in the middle.
final class DayTests: XCTestCase {
  func testARepairFromTheCallToTheSignedSheet() async throws {
    let stage = try Stage()
    let job = Route.job(job: stage["job"])
    var hub: HubProcess? = try HubProcess(data: stage.hub)
    let port = hub!.port
    let phone = try await Phone(joining: try hub!.enrolmentLink(stage["engineer"]))
    let first = try await phone.app.sync()
    XCTAssertTrue(first.ok, "\(first.code): \(first.text)")
    guard case .today(let today) = try phone.open(.today).screen() else { return XCTFail("no day") }
    XCTAssertEqual(today.jobs.rows.map(\.key), [stage["job"]])

    // The plug is pulled: no network from here on.
    hub?.kill()
    hub = nil
    try leave(phone, stage, job)
    let carried = try bag(phone)
    XCTAssertEqual(carried.bag.rows.count, 1)
    XCTAssertEqual(carried.debts.rows.count, 1)
    try begin(phone, stage, job)
    let offline = try await phone.app.sync()
    XCTAssertFalse(offline.ok)
    XCTAssertGreaterThan(offline.waiting, 0, "nothing is lost, it waits")
    try repair(phone, stage, job)
    try giveBack(phone, stage)
    XCTAssertEqual(try bag(phone).debts.rows.map(\.title), [])
    let shown = try await sign(phone, stage, job)
    let signed = try sheet(phone, stage)
    XCTAssertEqual(signed.hash, shown, "what was signed is what was shown")
    XCTAssertEqual(signed.answer?.svg.hasPrefix("<svg"), true)

    // The network is back, at the address that the phone knows.
    let again = try HubProcess(data: stage.hub, port: port)
    let sent = try await phone.app.sync()
    XCTAssertTrue(sent.ok, "\(sent.code): \(sent.text)")
    XCTAssertEqual(sent.waiting, 0)

    // Whoever took the call sees it signed, from the hub alone.
    let colleague = try await Phone(joining: try again.enrolmentLink(stage["colleague"]))
    let received = try await colleague.app.sync()
    XCTAssertTrue(received.ok, "\(received.code): \(received.text)")
    guard case .job(let mine) = try phone.open(job).screen(), case .job(let seen) = try colleague.open(job).screen()
    else { return XCTFail("no job") }
    XCTAssertEqual(seen.status, mine.status)
    XCTAssertEqual(seen.head.title, mine.head.title)
    XCTAssertEqual(try sheet(colleague, stage).hash, shown)
    XCTAssertNotNil(try sheet(colleague, stage).answer)
  }

  /// Tools, parts and papers checked, on the way; the part taken from the store first, papers to follow.
  private func leave(_ phone: Phone, _ stage: Stage, _ job: Route) throws {
    try phone.open(job).tap("ready")
    try phone.tap("begin")
    try phone.fillChecklist()
    try phone.tap("leave")
    phone.open(.take(job: stage["job"], card: stage["card"]))
    try phone.tap("take_first", ["serial": "PTZ-600-DB-IN001"])
  }

  /// On site, begun, the customer asked about the backup, evidence before anything is replaced.
  private func begin(_ phone: Phone, _ stage: Stage, _ job: Route) throws {
    try phone.open(job).tap("arrive")
    try phone.tap("start")
    try phone.tap("backup")
    let purpose = PhotoFor.evidence(job: stage["job"], equipment: nil)
    phone.follow(try phone.app.addPhoto(purpose: purpose, bytes: try stage.photo(), caption: "换下前：齿轮打滑"))
  }

  /// The part replaced, the work and the check recorded, the cause named.
  private func repair(_ phone: Phone, _ stage: Stage, _ job: Route) throws {
    try phone.open(job).tap("replace", ["serial_out": stage["faulty"]])
    try phone.open(job).tap("work", ["text": "更换解码板，云台恢复转动", "minutes": "40"])
    try phone.open(job).tap("check_repair_check")
    try phone.fillChecklist()
    try phone.tap("complete")
    try phone.open(job).tap("cause", ["cause": "front_end_quality", "diagnosis": "解码板驱动输出不稳"])
  }

  /// The faulty part's label before the camera, and back into the store's quarantine.
  private func giveBack(_ phone: Phone, _ stage: Stage) throws {
    let frame = try stage.label()
    let read = try phone.app.scanLuma(
      purpose: .return, width: frame.width, height: frame.height, stride: frame.width, luma: frame.luma, thorough: false
    )
    XCTAssertEqual(read.route, .return(debt: nil, code: stage["faulty"]), "the scanned label leads to the return")
    phone.follow(read)
    try phone.tap("give_back", ["part": stage["card"], "serial": stage["faulty"], "label": "bad"])
  }

  /// Done, through the job screen's model as a view would, and signed by the customer on the glass.
  private func sign(_ phone: Phone, _ stage: Stage, _ job: Route) async throws -> String {
    try await Self.complete(phone.app, job)
    let shown = try sheet(phone, stage)
    XCTAssertEqual(shown.missing, "")
    let strokes = (0..<3).map { PenStroke(points: (0...20).map(pen($0))) }
    let signer = shown.signer.map { Entry(key: $0.key, value: $0.value) }
    phone.follow(
      try phone.app.sign(
        job: stage["job"], sheet: shown.hash, width: 400, height: 200, strokes: strokes, signer: signer))
    return shown.hash
  }

  /// Where the pen is in one stroke, step by step.
  private func pen(_ stroke: Int) -> (Int) -> PenPoint {
    { step in
      let y: Int = 60 + 30 * stroke + step % 5 * 4
      let time: Int = stroke * 400 + step * 16
      return PenPoint(x: Double(40 + 6 * step), y: Double(y), tMs: UInt32(time))
    }
  }

  /// Taps "complete" as the view does: through the job's model and the app's shell.
  @MainActor
  private static func complete(_ app: FettleApp, _ job: Route) async throws {
    let shell = AppShell(app: app, words: shellWords(language: "zh-CN"), scanner: { _ in })
    shell.open(job)
    await shell.working?.value
    guard case .job(let screen) = shell.screen else { return XCTFail("no job: \(shell.failure ?? "")") }
    let model = JobModel(screen: screen, shell: shell)
    let done = try XCTUnwrap((screen.buttons + screen.more).first { $0.key == "complete" })
    XCTAssertEqual(done.whyNot, "")
    model.tap(done)
    model.answer()
    await shell.working?.value
    XCTAssertNotNil(shell.failure, "a job is not complete without a summary")
    shell.told()

    model.tap(done)
    model.asked?["summary"] = "更换解码板"
    model.answer()
    await shell.working?.value
    XCTAssertNil(shell.failure)
    guard case .sheetAndSign = shell.screen else { return XCTFail("what is done is signed next") }
  }

  private func bag(_ phone: Phone) throws -> PartsBagScreen {
    guard case .partsBag(let shown) = try phone.open(.partsBag).screen() else { throw Failed(description: "no bag") }
    return shown
  }

  private func sheet(_ phone: Phone, _ stage: Stage) throws -> SheetAndSignScreen {
    guard case .sheetAndSign(let shown) = try phone.open(.sheetAndSign(job: stage["job"])).screen() else {
      throw Failed(description: "no sheet")
    }
    return shown
  }
}
