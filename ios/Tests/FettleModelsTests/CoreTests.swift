import Foundation
import XCTest

@testable import FettleModels

/// The way to the core: what is asked for first is done first, one after the other, and no line waits for another.
@MainActor
final class CoreTests: XCTestCase {
  func testWhatIsAskedForFirstIsDoneFirstAndAlone() async throws {
    let line = SerialWork("app.fettle.test.order")
    let log = Log()
    // The main actor's tasks begin in the order in which they are made; so this is the order in which they ask.
    let asked = (0..<200).map { n in
      Task { @MainActor in
        try await line.run {
          log.begin(n)
          // The first takes long: what is asked for meanwhile waits, and overtakes nothing.
          if n == 0 { Thread.sleep(forTimeInterval: 0.05) }
          log.end()
        }
      }
    }
    for task in asked { try await task.value }
    XCTAssertEqual(log.order, Array(0..<200))
    XCTAssertEqual(log.most, 1, "one at a time")
  }

  func testALineThatIsHeldUpHoldsNoOtherUp() async throws {
    let (held, free) = (SerialWork("app.fettle.test.held"), SerialWork("app.fettle.test.free"))
    let gate = DispatchSemaphore(value: 0)
    let waits = Task { @MainActor in try await held.run { gate.wait() } }
    // As many as the phone has cores and more: blocked work takes none of the threads that tasks share.
    let more = (0..<16).map { n in
      Task { @MainActor in try await SerialWork("app.fettle.test.\(n)").run { n } }
    }
    for (n, task) in more.enumerated() {
      let got = try await task.value
      XCTAssertEqual(got, n)
    }
    let done = try await free.run { "done" }
    XCTAssertEqual(done, "done")
    gate.signal()
    try await waits.value
  }

  func testAnErrorEndsItsOwnCallAndNoOther() async throws {
    struct Refused: Error {}
    let line = SerialWork("app.fettle.test.errors")
    let first = Task { @MainActor in try await line.run { throw Refused() } }
    let second = Task { @MainActor in try await line.run { 7 } }
    do {
      try await first.value
      XCTFail("it throws")
    } catch is Refused {}
    let got = try await second.value
    XCTAssertEqual(got, 7)
  }
}

/// What ran when, told from whichever thread.
private final class Log: @unchecked Sendable {
  private let lock = NSLock()
  private var began: [Int] = []
  private var running = 0
  private var atOnce = 0

  func begin(_ n: Int) {
    lock.withLock {
      began.append(n)
      running += 1
      atOnce = max(atOnce, running)
    }
  }
  func end() { lock.withLock { running -= 1 } }
  var order: [Int] { lock.withLock { began } }
  var most: Int { lock.withLock { atOnce } }
}
