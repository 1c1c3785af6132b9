import FettleBindings
import FettleModels
import Foundation

/// A camera that sees what the test shows it.
@MainActor
final class TestCamera: Camera {
  var allowed = Allowed.yes
  var hasTorch = true
  var asked = 0
  var lit = false
  /// What the next photo is.
  var photo: Data?
  private var uses: [(Int, FrameTaker?)] = []

  func ask() { asked += 1 }
  func begin(_ frames: FrameTaker?) -> Int {
    let use = (uses.last?.0 ?? 0) + 1
    uses.append((use, frames))
    return use
  }
  func end(_ use: Int) { uses.removeAll { $0.0 == use } }
  func torch(_ on: Bool) { lit = on }
  func take() async -> Data? { photo }

  /// Whether a viewfinder is on the glass.
  var running: Bool { !uses.isEmpty }

  /// Holds something before the camera.
  func show(_ frame: Frame) { uses.last { $0.1 != nil }?.1?(frame) }
}

/// Pictures of a phone, of which the test chooses one.
@MainActor
final class TestGallery: Gallery {
  var next = Chosen.none

  func choose() async -> Chosen { next }
}

/// A phone's platform in a test: it remembers what it was asked for, and gives what the test puts before it.
@MainActor
final class TestPlatform: Platform {
  let eye = TestCamera()
  var camera: any Camera { eye }
  let pictures = TestGallery()
  var gallery: (any Gallery)? { pictures }
  var pulses = 0
  var place: String?
  var prepared = 0
  var maps: [MapPoint] = []
  var dialled: [String] = []
  var copied: [String] = []
  var shared: [String] = []

  func pulse() { pulses += 1 }
  /// How long the receiver looks for it.
  var searches: Duration = .zero
  func here() async -> String? {
    if searches > .zero { try? await Task.sleep(for: searches) }
    return place
  }
  func prepare() { prepared += 1 }
  func map(_ point: MapPoint) -> Bool {
    maps.append(point)
    return true
  }
  func dial(_ number: String) -> Bool {
    dialled.append(number)
    return true
  }
  func copy(_ text: String) { copied.append(text) }
  func share(_ path: String) { shared.append(path) }
  nonisolated func prints(_ scalar: Unicode.Scalar) -> Bool { scalar.value != 0x20BB7 }
  /// The paper's texts, one a line, in the place of a PDF.
  nonisolated func draw(_ paper: Paper, in folder: URL) throws -> URL {
    let file = folder.appendingPathComponent(paper.fileName)
    let rows = paper.sections.flatMap { [$0.title] + $0.rows.flatMap { [$0.title, $0.detail, $0.trailing] } }
    let lines = [paper.title, paper.subtitle] + rows + [paper.answer, paper.hash]
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    return file
  }
  nonisolated func decode(_ bytes: Data) -> Picture? { bytes.starts(with: [0xFF, 0xD8]) ? bytes.count : nil }
}

/// What stands outside the app in a test.
@MainActor
final class TestReminders: Reminders {
  var shown: [Reminder] = []
  func show(_ all: [Reminder]) { shown = all }
}

/// The system's scheduler in a test: how often a run was asked for.
@MainActor
final class TestTasks: SystemTasks {
  var asked = 0
  func ask() { asked += 1 }
}

/// The network in a test.
@MainActor
final class TestNetwork: NetworkWatch {
  private var changed: @MainActor (String?) -> Void = { _ in }
  /// By which way there is one.
  var way: String? { didSet { changed(way) } }

  func begin(_ changed: @escaping @MainActor (String?) -> Void) { self.changed = changed }
}

/// Nothing knows the owner of this phone: a locked app opens by its PIN.
final class NoOwner: PlatformOwner {
  func available() throws -> Bool { false }

  func check(why: String) throws -> Bool { false }
}

/// A phone's clocks: they go on by themselves, and stand still or go ahead where the test says so.
final class TestClock: PlatformClock, @unchecked Sendable {
  private let lock = NSLock()
  private let boot = UUID().uuidString
  private var ahead: TimeInterval = 0
  private var still: (wall: TimeInterval, mono: TimeInterval)?

  func wait(minutes: Double) { lock.withLock { ahead += minutes * 60 } }

  func stop() { lock.withLock { still = now } }

  func read() throws -> ClockReading {
    lock.withLock {
      let (wall, mono) = still ?? now
      return ClockReading(wallMs: Int64((wall + ahead) * 1000), monoMs: UInt64((mono + ahead) * 1000), boot: boot)
    }
  }

  private var now: (wall: TimeInterval, mono: TimeInterval) {
    (Date().timeIntervalSince1970, ProcessInfo.processInfo.systemUptime)
  }
}
