import FettleBindings
import Foundation
import Observation

/// What was drawn with a pen on something of `width` x `height`, in that measure, whatever its size on the glass: so it stays the same when
/// the phone is turned.
@MainActor
@Observable
public class InkModel {
  public let width: Double
  public let height: Double
  /// Each stroke, its points with milliseconds since the first point of the first stroke.
  public private(set) var lines: [[PenPoint]] = []
  @ObservationIgnored private var start: Int?
  /// Which of the touches on it is the pen.
  @ObservationIgnored public private(set) lazy var touches = PenTouches(self)

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Nothing was drawn.
  public var isEmpty: Bool { lines.isEmpty }

  /// As the core takes it.
  public var strokes: [PenStroke] { lines.map { PenStroke(points: $0) } }

  /// The pen comes down, `at` milliseconds of any clock that only goes on. What lies outside is cut at the edge.
  public func begin(_ x: Double, _ y: Double, at: Int) {
    if start == nil {
      // What was put back goes on after its last point: time never runs backwards in a signature.
      start = at - (lines.last?.last.map { Int($0.tMs) + Self.pause } ?? 0)
    }
    lines.append([point(x, y, at)])
  }

  /// The pen moves.
  public func go(_ x: Double, _ y: Double, at: Int) {
    guard !lines.isEmpty else { return }
    lines[lines.count - 1].append(point(x, y, at))
  }

  /// What is being drawn was not meant, as by the palm: it is gone, and nothing was changed.
  func drop() { if !lines.isEmpty { lines.removeLast() } }

  /// The pen is lifted.
  public func lift() { changed() }

  /// Takes the last stroke back.
  public func undo() {
    guard !lines.isEmpty else { return }
    lines.removeLast()
    changed()
  }

  /// Takes everything back.
  public func clear() {
    lines = []
    changed()
  }

  /// What stands has changed, by a whole stroke or more.
  func changed() {}

  /// Puts back what stood before the process died.
  func put(back lines: [[PenPoint]]) {
    self.lines = lines
    start = nil
  }

  private func point(_ x: Double, _ y: Double, _ at: Int) -> PenPoint {
    // A touch that lay there before the stroke before it ended is no older than that: time never runs backwards.
    let time = max(UInt32(clamping: at - (start ?? at)), lines.last?.last?.tMs ?? 0)
    return PenPoint(x: min(max(x, 0), width), y: min(max(y, 0), height), tMs: time)
  }

  /// Milliseconds between the last point before and the first after; how long it really was says nothing about the hand.
  private static let pause = 500
}
