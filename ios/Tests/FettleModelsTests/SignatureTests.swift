import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// A signature that is half drawn when the app locks, through the models and over the real core.
@MainActor
final class SignatureTests: XCTestCase {
  private let lock = ["pin": "274159", "again": "274159", "minutes": "5"]

  func testHalfDrawnUnderTheLockItStandsAsItWasForWhoUnlocksAndIsThereForNobodyElse() async throws {
    let (day, hub) = try await signing()
    let phone = day.phone

    // The customer reads for long, and the lock falls under their hand.
    let sheet = try day.sheet()
    day.write(sheet.ink, stroke: 0)
    day.write(sheet.ink, stroke: 1)
    await phone.shell.settled()
    phone.clock.wait(minutes: 6)
    day.write(sheet.ink, stroke: 2)
    let name = try XCTUnwrap(sheet.screen.signer.first { $0.key == "name" })
    sheet.form("signer")[name] = "刘所"
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, "nothing that the customer could do anything about")
    let drawn = sheet.ink.lines
    XCTAssertEqual(drawn.count, 3)
    await phone.lookAway()
    try await stranger(day, hub)

    try await unlock(phone)
    XCTAssertTrue(try day.sheet() === sheet, "where the user was")
    XCTAssertEqual(sheet.ink.lines, drawn)

    // Locked again, and the process dies: also what was drawn while it was locked comes back.
    phone.clock.wait(minutes: 6)
    try await phone.die()
    try await stranger(day, hub)
    try await unlock(phone)
    let again = try day.sheet()
    XCTAssertFalse(again === sheet)
    try await day.until { !again.ink.isEmpty }
    XCTAssertEqual(again.ink.lines, drawn)
    XCTAssertEqual(again.screen.signer.first { $0.key == "name" }?.value, "刘所")
    XCTAssertTrue(again.canSign)

    try await anotherOwner(day, hub)
    XCTAssertEqual(phone.onMainThread, [])
  }

  func testGivenUnderTheLockItIsOnRecordAndNoLongerHalfDrawn() async throws {
    let (day, hub) = try await signing()
    let phone = day.phone
    let sheet = try day.sheet()
    day.write(sheet.ink, stroke: 0)
    await phone.shell.settled()
    phone.clock.wait(minutes: 6)
    day.write(sheet.ink, stroke: 1)
    for field in sheet.screen.signer where field.key != "who" { sheet.form("signer")[field] = "刘所" }
    sheet.sign()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
    try await unlock(phone)
    await phone.open(day.signing)
    XCTAssertNotNil(try day.sheet().screen.answer)
    let kept = await phone.shell.kept(day.signing)
    XCTAssertEqual(kept, [])
    withExtendedLifetime(hub) {}
  }

  /// A phone with a lock, and on it a sheet that waits for its signature.
  private func signing() async throws -> (Day, HubProcess) {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone()
    try await phone.join(hub, stage["engineer"])
    let day = Day(phone: phone, stage: stage)
    try await day.leave()
    try await day.begin()
    try await day.repair()
    await phone.open(.lock)
    try await phone.tap("set", lock)
    try await day.complete()
    return (day, hub)
  }

  /// Who holds the phone while it is locked finds nothing, by no way.
  private func stranger(_ day: Day, _ hub: HubProcess) async throws {
    let (phone, shell) = (day.phone, day.phone.shell)
    let link = try hub.enrolmentLink(day.stage["colleague"])
    let ways: [@MainActor () async throws -> Void] = [
      {},
      { shell.back() },
      { shell.open(day.signing) },
      { shell.open(written: routeText(route: day.signing)) },
      {
        guard case .lock(let shown) = shell.model else { return }
        shown.pin = "111222"
        shown.unlock()
      },
      { try await phone.tap("vouch", ["link": link]) },
    ]
    var refused: [String] = []
    for way in ways {
      do { try await way() } catch is Failed {}
      await shell.settled()
      if let code = shell.refusal?.code { refused.append(code) }
      guard case .lock(let shown) = shell.model, shown.screen.locked else { return XCTFail("it is open") }
      let kept = await shell.kept(day.signing)
      XCTAssertEqual(kept, [])
      shell.told()
    }
    XCTAssertEqual(refused, ["lock_wrong", "device_known"], "the server gives the phone to nobody else")
  }

  private func unlock(_ phone: Phone) async throws {
    guard case .lock(let shown) = phone.shell.model, shown.screen.locked else {
      throw Failed(description: "not locked")
    }
    shown.pin = lock["pin"]!
    shown.unlock()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
  }

  /// The phone is handed on: the next person opens the same sheet, and nobody has begun to sign it.
  private func anotherOwner(_ day: Day, _ hub: HubProcess) async throws {
    let phone = day.phone
    let before = await phone.shell.kept(day.signing)
    XCTAssertTrue(before.contains { $0.key == SignatureInk.key })
    await phone.open(.enrol)
    try await phone.join(hub, day.stage["colleague"])
    await phone.open(day.signing)
    let kept = await phone.shell.kept(day.signing)
    XCTAssertEqual(kept, [])
    XCTAssertTrue(try day.sheet().ink.isEmpty)
  }
}
