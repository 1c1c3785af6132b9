import FettleBindings
import Foundation
import XCTest

@testable import FettleModels

/// The shell over the real core, and what runs beside it.
@MainActor
final class ShellTests: XCTestCase {
  func testUnderTheLockNothingIsShownAndNothingIsLost() async throws {
    let phone = try await Phone()
    let shell = phone.shell
    let address = try await typeAnAddress(phone)
    await phone.open(.lock)
    try await phone.tap("set", ["pin": "274159", "again": "274159", "minutes": "5"])
    shell.back()
    await shell.settled()
    let under = shell.routes
    await phone.open(.lock)
    try await phone.tap("now")
    guard case .lock(let lock) = shell.model else { return XCTFail("no lock") }
    XCTAssertTrue(lock.screen.locked)
    shell.back()
    shell.open(.settings)
    await shell.settled()
    guard case .lock(let still) = shell.model, still.screen.locked else { return XCTFail("the lock was walked around") }

    "111222".forEach { still.press($0) }
    still.unlock()
    await shell.settled()
    XCTAssertEqual(shell.refusal?.code, "lock_wrong")
    XCTAssertEqual(still.pin, "", "typed again from the start")
    shell.told()
    "27415".forEach { still.press($0) }
    still.press("8")
    still.delete()
    still.press("9")
    still.unlock()
    await shell.settled()
    XCTAssertNil(shell.refusal)
    XCTAssertEqual(shell.routes.first, under.first, "back where the user was")
    XCTAssertFalse(shell.routes.contains(.lock))
    while shell.routes.count > 1 {
      shell.back()
      await shell.settled()
    }
    guard case .enrol(let enrol) = shell.model else { return XCTFail("nothing under the lock") }
    XCTAssertEqual(enrol.form(enrol.screen.typed.key)[address], "http://hub.local")

    await phone.open(.lock)
    let words = ["old": "274159", "pin": "six green apples", "again": "six green apples", "minutes": "5"]
    try await phone.tap("set", words)
    try await phone.die()
    guard case .lock(let closed) = phone.shell.model else { return XCTFail("a phone that begins is locked") }
    XCTAssertTrue(closed.screen.locked)
    closed.pin = "six green apples"
    closed.unlock()
    await phone.shell.settled()
    XCTAssertEqual(phone.shell.routes, [.enrol])
    XCTAssertEqual(phone.onMainThread, [])
  }

  private func typeAnAddress(_ phone: Phone) async throws -> Field {
    guard case .enrol(let enrol) = phone.shell.model else { throw Failed(description: "not at the beginning") }
    let address = try XCTUnwrap(enrol.screen.typed.fields.first)
    enrol.form(enrol.screen.typed.key)[address] = "http://hub.local"
    return address
  }

  func testAFieldGetsTheCodeBeforeTheCameraAndALinkFromOutsideIsAsked() async throws {
    let stage = try Stage()
    let phone = try await Phone(language: "en")
    var read: String?
    phone.shell.scan { read = $0 }
    XCTAssertTrue(phone.shell.scanning)
    let look = phone.shell.lookForField()
    let label = try stage.label()
    for _ in 0..<2000 where read == nil {
      look(label)
      try await Task.sleep(for: .milliseconds(20))
    }
    XCTAssertEqual(read, stage["faulty"])
    XCTAssertFalse(phone.shell.scanning)
    XCTAssertEqual(phone.platform.pulses, 1)

    phone.shell.link("fettle:enrol?u=http://127.0.0.1:9&c=NOBODY")
    XCTAssertEqual(phone.shell.routes, [.enrol], "anyone can write a link: nothing happens by itself")
    phone.shell.answerLink(false)
    await phone.shell.settled()
    XCTAssertNil(phone.shell.refusal)
    phone.shell.link("fettle:enrol?u=http://127.0.0.1:9&c=NOBODY")
    phone.shell.answerLink(true)
    await phone.shell.settled()
    XCTAssertNotNil(phone.shell.refusal, "there is no hub, and that is told")
    XCTAssertFalse(phone.shell.busy)
    XCTAssertEqual(phone.onMainThread, [])
  }

  func testTheCoreOnTheMainThreadIsNoticed() async throws {
    let phone = try await Phone()
    _ = try phone.core.screen(route: .enrol)
    XCTAssertEqual(phone.onMainThread, ["screen(route:)"], "or the other tests could not fail")
  }

  func testAPhoneWhoseKeysAreGoneSaysSoAndBeginsAnewOnlyWhenTold() async throws {
    let (folder, keys) = (try freshFolder("phone"), try freshFolder("keys"))
    let (clock, owner) = (TestClock(), NoOwner())
    _ = try FettleApp.open(
      folder: folder.path, language: "en", version: "test", keys: FolderKeys(keys), clock: clock, owner: owner)
    try FileManager.default.removeItem(at: keys)
    let parts = Parts(
      core: {
        try FettleApp.open(
          folder: folder.path, language: "en", version: "test", keys: FolderKeys(keys), clock: clock, owner: owner)
      },
      coreAnew: {
        try FettleApp.startAnew(
          folder: folder.path, language: "en", version: "test", keys: FolderKeys(keys), clock: clock, owner: owner)
      },
      platform: TestPlatform(),
      background: SyncRuns(system: TestTasks(), reminders: TestReminders(), network: TestNetwork()) {
        throw Failed(description: "none")
      },
      reminders: TestReminders(), shared: folder)
    let held = Held(parts: parts)
    held.begin(routes: [], language: "en")
    for _ in 0..<5000 where held.failure == nil { try await Task.sleep(for: .milliseconds(10)) }
    XCTAssertNil(held.shell)
    XCTAssertTrue(held.canBeginAnew, held.failure?.code ?? "")
    XCTAssertGreaterThan(held.failure?.text.count ?? 0, 20, "in plain words")
    held.anew()
    for _ in 0..<5000 where held.shell == nil { try await Task.sleep(for: .milliseconds(10)) }
    await held.shell?.settled()
    XCTAssertEqual(held.shell?.routes, [.enrol])
  }
}
