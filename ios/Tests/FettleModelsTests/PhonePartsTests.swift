import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// What decides over the phone's hardware, without it.
@MainActor
final class PhonePartsTests: XCTestCase {
  func testThePlaceIsOneOfThisMoment() async {
    let source = TestPosition()
    let positions = Positions(source, wait: .milliseconds(50))
    source.last = fix(age: 600)
    source.next = fix(latitude: 31.2, age: 1)
    let now = await positions.here()
    XCTAssertEqual(now, "31.200000,121.500000,8,1", "not where the phone was ten minutes ago, on the way here")
    source.last = fix(latitude: 31.3, age: 5)
    let known = await positions.here()
    XCTAssertEqual(known, "31.300000,121.500000,8,5")
    XCTAssertEqual(source.asked, 1, "what is fresh is not asked for again")
  }

  func testNobodyWaitsLongForAPlace() async {
    let source = TestPosition()
    let positions = Positions(source, wait: .milliseconds(50))
    source.last = fix(age: 600)
    source.takes = .seconds(20)
    let began = ContinuousClock.now
    let none = await positions.here()
    XCTAssertNil(none, "in a cellar there is none, and an old one is none")
    XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
    source.last = Fix(latitude: 1, longitude: 2, metres: -1, at: .now)
    let invalid = await positions.here()
    XCTAssertNil(invalid)
    source.may = false
    source.last = fix(age: 1)
    let refused = await positions.here()
    XCTAssertNil(refused)
  }

  func testTheReceiverBeginsWhenAButtonWantsThePlace() async throws {
    let source = TestPosition()
    let positions = Positions(source, wait: .milliseconds(50))
    source.next = fix(age: 0)
    source.may = false
    positions.prepare()
    try await Task.sleep(for: .milliseconds(20))
    XCTAssertEqual(source.asked, 0, "nobody is asked for it")
    source.may = true
    positions.prepare()
    positions.prepare()
    try await Task.sleep(for: .milliseconds(20))
    XCTAssertEqual(source.asked, 1)
  }

  func testWhoWaitsForThePlaceSeesIt() async throws {
    let phone = try await Phone()
    phone.platform.searches = .milliseconds(100)
    var ended = 0
    phone.shell.act(.scan(purpose: .find, action: .typed), [], here: true) { _ in ended += 1 }
    for _ in 0..<2000 where !phone.shell.busy && ended == 0 { try await Task.sleep(for: .milliseconds(2)) }
    XCTAssertTrue(phone.shell.busy)
    await phone.shell.settled()
    XCTAssertEqual(ended, 1)
    XCTAssertFalse(phone.shell.busy)
  }

  func testACameraRunsForTheLastViewfinderInSightAndComesBackAfterItDied() async {
    var uses = CameraUses()
    XCTAssertFalse(runs(uses))
    let scanner = uses.begin { _ in }
    let field = uses.begin(nil)
    XCTAssertTrue(runs(uses))
    uses.sight(false)
    XCTAssertFalse(runs(uses), "out of sight it is another app's")
    uses.sight(true)
    XCTAssertTrue(runs(uses), "and comes back without a tap")
    uses.end(field)
    uses.end(field)
    guard case .running(let frames) = uses.wanted else { return XCTFail("the one below goes on") }
    XCTAssertNotNil(frames)
    for _ in 0..<3 { uses.failed() }
    XCTAssertTrue(runs(uses))
    uses.failed()
    XCTAssertFalse(runs(uses), "not for ever")
    uses.sight(true)
    uses.failed()
    uses.worked()
    for _ in 0..<3 { uses.failed() }
    XCTAssertTrue(runs(uses))
    uses.end(scanner)
    XCTAssertFalse(runs(uses))
  }

  func testASharedFileIsRemovedOnlyFromTheAppsOwnInbox() async {
    let home = URL(fileURLWithPath: "/var/mobile/app", isDirectory: true)
    func holds(_ path: String) -> Bool { Inbox.holds(URL(fileURLWithPath: path), home: home) }
    XCTAssertTrue(holds("/var/mobile/app/Documents/Inbox/a.fettle-rescue"))
    XCTAssertFalse(holds("/var/mobile/app/Documents/a.fettle-rescue"))
    XCTAssertFalse(holds("/var/mobile/other/Documents/Inbox/a.fettle-rescue"))
    XCTAssertFalse(holds("/var/mobile/app/Documents/Inbox/../a.fettle-rescue"))
  }

  func testASharedFileThatCannotBeTakenIsSaidAndLetGo() async throws {
    let phone = try await Phone(language: "en")
    let file = try freshFolder("shared").appendingPathComponent("gone.fettle-rescue")
    var released = 0
    phone.shell.takeRescue(file.path) { released += 1 }
    await phone.shell.settled()
    XCTAssertNotNil(phone.shell.refusal)
    XCTAssertEqual(released, 1, "the right to read it, and the inbox's copy")
  }

  private func fix(latitude: Double = 31, age: TimeInterval) -> Fix {
    Fix(latitude: latitude, longitude: 121.5, metres: 8, at: .now - age)
  }

  private func runs(_ uses: CameraUses) -> Bool { if case .running = uses.wanted { true } else { false } }
}

/// A receiver in a test.
@MainActor
private final class TestPosition: PositionSource {
  var may = true
  var last: Fix?
  var next: Fix?
  var takes: Duration = .zero
  var asked = 0

  var isAllowed: Bool { may }
  func allowed() async -> Bool { may }
  func fix() async -> Fix? {
    asked += 1
    if takes > .zero { try? await Task.sleep(for: takes) }
    last = next ?? last
    return next
  }
}
