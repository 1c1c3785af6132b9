import FettleBindings
import Foundation
import Observation
import XCTest

@testable import FettleModels

/// Where the user is, whatever comes late.
@MainActor
final class NavigationTests: XCTestCase {
  func testWhoGoesBackWhileAScreenIsLookedAtAnewStaysThere() async throws {
    let phone = try await Phone()
    let shell = phone.shell
    let under = shell.routes
    await phone.open(.sync)
    phone.core.slow.hold(.sync)
    shell.refresh()
    try await until { phone.core.slow.holds }
    shell.back()
    XCTAssertEqual(shell.routes, under)
    phone.core.slow.release()
    await shell.settled()
    XCTAssertEqual(shell.routes, under, "what was looked at before comes late, and leads nowhere")
    XCTAssertEqual(shell.written.count, under.count)
  }

  func testATapBringsBackTheDrawingThatTheHandSaw() async throws {
    let phone = try await Phone()
    let shell = phone.shell
    await phone.open(.scan(purpose: .find, unknown: nil))
    let code = [Entry(key: "code", value: "PTZ-0117")]
    // What is looked at anew before the tap has its turn was not seen.
    shell.refresh()
    shell.act(.scan(purpose: .enrol, action: .typed), code, here: false) { _ in }
    await shell.settled()
    shell.act(.scan(purpose: .enrol, action: .typed), code, here: false) { _ in }
    await shell.settled()
    let drawings = phone.core.drawings
    XCTAssertEqual(drawings.count, 2)
    XCTAssertFalse(drawings.contains(""))
    XCTAssertNotEqual(drawings.first, drawings.last)
  }

  func testWhatRunsOutOfSightSaysNothingOnTheGlass() async throws {
    let phone = try await Phone()
    phone.shell.pause()
    await phone.shell.settled()
    // As after a run in the background, which closed the store again.
    phone.shell.refresh()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal, phone.shell.refusal?.text ?? "")
    phone.shell.resume()
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal)
    XCTAssertNotNil(phone.shell.screen)
  }

  func testAPhotoThatComesLaterIsDrawn() async throws {
    let core = OnePicture()
    let photos = Photos(core: Core(core), platform: TestPlatform())
    XCTAssertNil(photos.find("aa"))
    try await until { core.asked == 1 }
    // As a view does that drew the gap: nothing on its row changes, so that only the photo can make it draw again.
    let drawn = Drawn()
    withObservationTracking {
      _ = photos.find("aa")
    } onChange: {
      drawn.again()
    }
    core.here = true
    photos.lookAgain()
    try await until { drawn.count == 1 }
    XCTAssertNotNil(photos.find("aa"))
    photos.lookAgain()
    XCTAssertEqual(core.asked, 2, "what is there is not read again")
  }

  func testTheScannerOverAFieldGoesWhenTheLockFalls() async throws {
    let phone = try await Phone()
    await phone.open(.lock)
    try await phone.tap("set", ["pin": "274159", "again": "274159", "minutes": "5"])
    var read: String?
    phone.shell.scan { read = $0 }
    XCTAssertTrue(phone.shell.scanning)
    await phone.open(.lock)
    try await phone.tap("now")
    XCTAssertFalse(phone.shell.scanning)
    phone.shell.scanned("late")
    XCTAssertNil(read)
  }

  func testAStackThatStandsNoMoreIsNotTheEnd() async throws {
    let phone = try await Phone()
    // Kept by the system from before the phone was wiped, or from before the job went to somebody else.
    for before: [Route] in [[.today], [.today, .sync], [.enrol, .job(job: "gone")]] {
      let begin = try await Begin.of(phone.core, before: before.map { routeText(route: $0) })
      let shell = AppShell(begin, platform: phone.platform, reminders: phone.outside)
      shell.resume()
      await shell.settled()
      XCTAssertNotNil(shell.screen, "\(before)")
      XCTAssertNotNil(shell.model, "\(before)")
    }
  }

  func testNothingOfAPhoneThatWasWipedStaysOnTheGlass() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone()
    try await phone.join(hub, stage["engineer"])
    await phone.open(.job(job: stage["job"]))
    phone.core.wiped = true
    phone.shell.resume()
    await phone.shell.settled()
    XCTAssertEqual(phone.shell.routes, [.enrol])
    guard case .enrol = phone.shell.screen else { return XCTFail("a customer's job is still shown") }
    XCTAssertEqual(phone.shell.written, [routeText(route: .enrol)])
  }

  private func until(_ what: () -> Bool) async throws {
    for _ in 0..<4000 where !what() { try await Task.sleep(for: .milliseconds(10)) }
    XCTAssertTrue(what(), "it did not come to it")
  }
}

/// How often a view would have drawn again.
private final class Drawn: @unchecked Sendable {
  private let lock = NSLock()
  private var times = 0
  var count: Int { lock.withLock { times } }
  func again() { lock.withLock { times += 1 } }
}

/// A core with one photo, which comes late.
private final class OnePicture: FettleApp, @unchecked Sendable {
  private let lock = NSLock()
  private var there = false
  private var times = 0

  convenience init() { self.init(noHandle: NoHandle()) }

  var here: Bool {
    get { lock.withLock { there } }
    set { lock.withLock { there = newValue } }
  }
  var asked: Int { lock.withLock { times } }

  override func picture(hash: String) throws -> Data {
    let found = lock.withLock {
      times += 1
      return there
    }
    guard found else { throw FettleError.Failed(code: "blob_missing", text: "", field: nil) }
    return Data([0xFF, 0xD8, 0xFF])
  }
}
