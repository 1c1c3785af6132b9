import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// Runs that the system gives, and what they have in common.
@MainActor
final class RunsTests: XCTestCase {
  func testTwoRunsAtOnceAreOneSession() async {
    let core = OneSession()
    core.takes = .milliseconds(100)
    let runs = SyncRuns(system: TestTasks(), reminders: TestReminders(), network: TestNetwork(), soon: .milliseconds(1))
    {
      core
    }
    async let refresh = runs.run()
    async let processing = runs.run()
    let both = await [refresh, processing]
    XCTAssertEqual(both, [true, true])
    XCTAssertEqual(
      core.told, ["resume", "sync", "reminders", "pause"], "the end of one closes the store under no other")
  }

  func testARunThatTheSystemEndsClosesTheStore() async {
    let core = OneSession()
    core.takes = .milliseconds(300)
    let runs = SyncRuns(system: TestTasks(), reminders: TestReminders(), network: TestNetwork(), soon: .milliseconds(1))
    {
      core
    }
    async let run = runs.run()
    for _ in 0..<2000 where !core.told.contains("sync") { try? await Task.sleep(for: .milliseconds(5)) }
    await runs.expired()
    XCTAssertEqual(core.told, ["resume", "sync", "pause"], "at once, not when the session is over")
    _ = await run
    runs.appeared()
    await runs.expired()
    XCTAssertEqual(core.told.filter { $0 == "pause" }.count, 2, "what is in sight stays open")
  }

  func testTheSystemIsAskedAgainAsLongAsSomethingWaits() async throws {
    let tasks = TestTasks()
    let core = OneSession()
    let runs = SyncRuns(system: tasks, reminders: TestReminders(), network: TestNetwork(), soon: .seconds(2)) {
      core
    }
    var looked = 0
    runs.ran = { looked += 1 }
    core.waiting = 3
    core.quiet = .seconds(60)
    runs.appeared()
    // The store is opened beside this: what is recorded before the session begins goes along with it.
    for _ in 0..<2000 where tasks.asked == 0 { try await Task.sleep(for: .milliseconds(5)) }
    runs.wanted()
    runs.wanted()
    for _ in 0..<2000 where looked == 0 { try await Task.sleep(for: .milliseconds(5)) }
    XCTAssertEqual(core.told, ["sync", "reminders"], "two records, one session")
    XCTAssertEqual(tasks.asked, 4, "something waits still: another run, please")
    core.waiting = 0
    let clear = await runs.run()
    XCTAssertTrue(clear)
    XCTAssertEqual(tasks.asked, 4)
    core.files = 1
    let files = await runs.run()
    XCTAssertFalse(files, "photos wait too")
    core.code = "network_down"
    core.files = 0
    let cut = await runs.run()
    XCTAssertFalse(cut, "what could not be asked may wait still")
    core.code = "not_enrolled"
    let nobody = await runs.run()
    XCTAssertTrue(nobody, "a phone that belongs to nobody is not run for nothing")
    XCTAssertEqual(tasks.asked, 6)
  }

  func testWhatWaitsGoesOutWhenTheNetworkComesBack() async throws {
    let (network, core) = (TestNetwork(), OneSession())
    core.quiet = .seconds(60)
    let runs = SyncRuns(system: TestTasks(), reminders: TestReminders(), network: network, soon: .milliseconds(1)) {
      core
    }
    var looked = 0
    runs.ran = { looked += 1 }
    func ran(_ times: Int, _ what: String) async throws {
      for _ in 0..<2000 where looked < times { try await Task.sleep(for: .milliseconds(5)) }
      // Long enough for a run too many.
      try await Task.sleep(for: .milliseconds(50))
      XCTAssertEqual(looked, times, what)
    }
    network.way = nil
    core.code = "network_down"
    runs.appeared()
    try await ran(1, "what was recorded is tried")
    core.code = ""
    network.way = "en0"
    try await ran(2, "nobody taps, and it goes out")
    network.way = "en0"
    try await ran(2, "nothing has changed")
    network.way = "pdp_ip0"
    try await ran(3, "another network may be one that works")
    network.way = nil
    try await ran(3, "none is no reason to try")
    runs.disappeared()
    network.way = "en0"
    try await ran(3, "out of sight the system says when")
    XCTAssertFalse(core.told.contains("resume"))
  }

  func testWhileTheAppIsInSightTheHubIsAskedAgainAndAgain() async throws {
    let core = OneSession()
    let runs = SyncRuns(
      system: TestTasks(), reminders: TestReminders(), network: TestNetwork(), soon: .milliseconds(1),
      poll: .milliseconds(20)
    ) { core }
    var looked = 0
    runs.ran = { looked += 1 }
    core.code = "network_down"
    runs.appeared()
    for _ in 0..<2000 where looked < 3 { try await Task.sleep(for: .milliseconds(5)) }
    core.code = ""
    for _ in 0..<2000 where looked < 6 { try await Task.sleep(for: .milliseconds(5)) }
    XCTAssertGreaterThanOrEqual(looked, 6, "a server that was away, and then what others did: nobody taps")
    runs.disappeared()
    let before = looked
    try await Task.sleep(for: .milliseconds(100))
    XCTAssertLessThanOrEqual(looked, before + 1, "out of sight the system says when")
  }

  func testARunOutOfSightOpensTheStoreAndClosesItAgain() async {
    let core = OneSession()
    let outside = TestReminders()
    let runs = SyncRuns(system: TestTasks(), reminders: outside, network: TestNetwork(), soon: .milliseconds(1)) {
      core
    }
    _ = await runs.run()
    XCTAssertEqual(core.told, ["resume", "sync", "reminders", "pause"])
    XCTAssertEqual(outside.shown.map(\.key), ["sync"])
    core.fails = true
    let failed = await runs.run()
    XCTAssertFalse(failed)
  }

  func testAJobIsTakenOnFromOutsideAndSent() async {
    let core = OneSession()
    let outside = TestReminders()
    let runs = SyncRuns(system: TestTasks(), reminders: outside, network: TestNetwork(), soon: .milliseconds(1)) {
      core
    }
    await runs.accept("given/1")
    XCTAssertEqual(
      core.told, ["resume", "accept given/1", "reminders", "pause", "resume", "sync", "reminders", "pause"])
    XCTAssertEqual(outside.shown.map(\.key), ["sync"])
  }

  func testWhatOthersDidShowsWithoutATap() async throws {
    let stage = try Stage()
    let hub = try HubProcess(data: stage.hub)
    let (mine, other) = (try await Phone(language: "en"), try await Phone(language: "en"))
    try await mine.join(hub, stage["engineer"])
    try await other.join(hub, stage["engineer"])
    let core = mine.core
    let runs = SyncRuns(
      system: TestTasks(), reminders: TestReminders(), network: TestNetwork(), soon: .milliseconds(1)
    ) { core }
    var looked = 0
    runs.ran = { looked += 1 }
    runs.appeared()
    for _ in 0..<4000 where looked < 1 { try await Task.sleep(for: .milliseconds(10)) }
    // Long enough for the live line; what follows is not what the first session brought.
    try await Task.sleep(for: .milliseconds(500))
    await other.open(.job(job: stage["job"]))
    try await other.tap("note", ["text": "spare key at the gate"])
    _ = try await other.core.sync()
    let before = looked
    for _ in 0..<8000 where looked == before { try await Task.sleep(for: .milliseconds(10)) }
    XCTAssertGreaterThan(looked, before, "within seconds, not at the next minute")
    await mine.open(.job(job: stage["job"]))
    guard case .job(let job) = mine.shell.screen else { return XCTFail("no job") }
    XCTAssertTrue(job.timeline.rows.contains { "\($0)".contains("spare key at the gate") })
    runs.disappeared()
  }
}
