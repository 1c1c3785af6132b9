import FettleBindings
import Foundation
import XCTest

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@testable import FettleModels

/// Files that the system sends while the app is out of sight.
@MainActor
final class UploadTests: XCTestCase {
  private let system = TestUploads()
  private let core = OneSession()

  func testWhatWaitsGoesToTheSystemOutOfSightAndComesBackInSight() async throws {
    let runs = runs()
    core.waits = ["aa", "bb"]
    runs.appeared()
    await runs.leaving()
    XCTAssertEqual(system.sent, [], "in sight the core sends")
    runs.disappeared()
    await runs.leaving()
    XCTAssertEqual(system.sent, ["aa", "bb"])
    await runs.leaving()
    XCTAssertEqual(system.sent, ["aa", "bb"], "each once")
    runs.appeared()
    for _ in 0..<2000 where !core.lent.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    XCTAssertEqual(system.way, [], "one of the two sends a file, never both")
    XCTAssertEqual(core.lent, [])
  }

  func testARunOutOfSightLeavesTheSystemWhatItSendsAndAsksTheHubAboutTheRest() async throws {
    let runs = runs()
    core.waits = ["aa", "bb", "cc"]
    await runs.leaving()
    // The system has ended one, well or badly: the core's session finds out.
    system.way.remove("bb")
    core.waits = ["aa", "cc", "dd"]
    core.files = 3
    let clear = await runs.run()
    XCTAssertFalse(clear, "what the system still sends waits")
    XCTAssertEqual(system.sent, ["aa", "bb", "cc", "dd"])
    XCTAssertEqual(core.lent, ["aa", "cc", "dd"])
    XCTAssertEqual(
      core.told, ["lend", "resume", "take back", "sync", "reminders", "lend", "pause"],
      "taken back before the session, lent before the store is closed")
  }

  func testTheHubTakesWhatTheSystemSends() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let phone = try await Phone(language: "en")
    try await phone.join(hub, stage["engineer"])
    await phone.open(.photo(purpose: .job(job: stage["job"])))
    guard case .photo(let photo) = phone.shell.model else { return XCTFail("no camera") }
    phone.platform.eye.photo = try stage.photo()
    await photo.take()
    photo.keep()
    await phone.shell.settled()
    let core = phone.core
    let lent = try await Task.detached { try core.lendUploads() }.value
    XCTAssertEqual(lent.count, 2, "a photo and its thumbnail")
    let skipped = try await core.sync()
    XCTAssertEqual(skipped.filesWaiting, 2, "no session sends what is lent")
    for one in lent {
      let request = try XCTUnwrap(one.request)
      let (_, answer) = try await URLSession.shared.upload(for: request, fromFile: URL(fileURLWithPath: one.file))
      XCTAssertEqual((answer as? HTTPURLResponse)?.statusCode, 201)
    }
    try await Task.detached { try core.takeBackUploads(still: []) }.value
    let done = try await core.sync()
    XCTAssertEqual([done.waiting, done.filesWaiting], [0, 0])
    XCTAssertFalse(FileManager.default.fileExists(atPath: lent[0].file), "no plain copy stays")
  }

  func testTheShellLendsBeforeItsStoreIsClosed() async throws {
    let phone = try await Phone()
    var open: [Bool] = []
    let core = phone.core
    let begin = try await Begin.of(core)
    let shell = AppShell(
      begin, platform: phone.platform, reminders: phone.outside,
      leaving: {
        open.append((try? await Task.detached { try core.kept(route: .enrol) }.value) != nil)
      })
    await shell.leave()
    XCTAssertEqual(open, [true])
  }

  func testTheNoteBesideAFileOutlivesTheApp() async {
    let upload = LentUpload(name: "aa", url: "https://hub.example", headers: [], file: "/aa", pins: ["p1", "p2"])
    XCTAssertEqual(UploadNote(text: UploadNote(upload).text), UploadNote(upload))
    XCTAssertNil(UploadNote(text: "of another version"))
    XCTAssertNil(UploadNote(text: nil))
    XCTAssertFalse(isHub(chain: [Data([1, 2, 3])], host: "hub.example", pins: ["not a pin"]))
    XCTAssertFalse(isHub(chain: [], host: "hub.example", pins: []))
  }

  /// What the system is asked for under these names, it gives only where the app's own list names them.
  func testTheAppsListNamesItsRuns() async throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../App/Info.plist")
    let list = try PropertyListSerialization.propertyList(from: Data(contentsOf: file), format: nil) as? [String: Any]
    XCTAssertEqual(
      list?["BGTaskSchedulerPermittedIdentifiers"] as? [String], [SystemNames.refresh, SystemNames.processing])
    XCTAssertEqual(list?["UIBackgroundModes"] as? [String], ["fetch", "processing"])
  }

  private func runs() -> SyncRuns {
    let core = self.core
    return SyncRuns(
      system: TestTasks(), reminders: TestReminders(), network: TestNetwork(), uploads: system, soon: .milliseconds(1)
    ) { core }
  }
}

/// The system's transfer service in a test.
@MainActor
private final class TestUploads: SystemUploads {
  var sent: [String] = []
  var way: Set<String> = []

  func send(_ upload: LentUpload) {
    sent.append(upload.name)
    way.insert(upload.name)
  }
  func underWay() async -> [String] { way.sorted() }
  func callBack() async { way = [] }
}
