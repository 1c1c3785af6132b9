import FettleBindings
import Foundation
import Observation

/// What was written on a pad, in the pad's own measure of `width` x `height`, whatever its size on the glass: so it stays the same when the
/// phone is turned, and when the process died in the middle. It belongs to one sheet, by its hash.
@MainActor
@Observable
public final class InkModel {
  /// The pad's measure.
  public nonisolated static let width: Double = 400
  public nonisolated static let height: Double = 200
  /// Under which name it is kept.
  static let key = "ink"

  /// Each stroke, its points with milliseconds since the first point of the first stroke.
  public private(set) var lines: [[PenPoint]] = []
  public let sheet: String
  @ObservationIgnored private var start: Int?
  @ObservationIgnored private let keep: @MainActor (Entry) -> Void

  init(sheet: String, keep: @escaping @MainActor (Entry) -> Void) {
    self.sheet = sheet
    self.keep = keep
  }

  /// Nothing was written.
  public var isEmpty: Bool { lines.isEmpty }

  /// As the core takes it.
  public var strokes: [PenStroke] { lines.map { PenStroke(points: $0) } }

  /// The pen comes down, at a place of the pad, `at` milliseconds of any clock that only goes on.
  public func begin(_ x: Double, _ y: Double, at: Int) {
    if start == nil {
      // A pad that was restored goes on after its last point: time never runs backwards in a signature.
      start = at - (lines.last?.last.map { Int($0.tMs) + Self.pause } ?? 0)
    }
    lines.append([point(x, y, at)])
  }

  /// The pen moves.
  public func go(_ x: Double, _ y: Double, at: Int) {
    guard !lines.isEmpty else { return }
    lines[lines.count - 1].append(point(x, y, at))
  }

  /// The pen is lifted: what stands is kept.
  public func lift() { keepNow() }

  /// Takes the last stroke back.
  public func undo() {
    guard !lines.isEmpty else { return }
    lines.removeLast()
    keepNow()
  }

  /// Takes everything back.
  public func clear() {
    lines = []
    keepNow()
  }

  /// Puts back what was kept before the process died, unless it is of another sheet or something was written already.
  func restore(_ kept: [Entry]) {
    guard lines.isEmpty, let entry = kept.first(where: { $0.key == Self.key }),
      let was = try? JSONDecoder().decode(Kept.self, from: Data(entry.value.utf8)), was.sheet == sheet
    else { return }
    lines = was.strokes.map { stroke in
      stroke.filter { $0.count == 3 }.map { PenPoint(x: $0[0], y: $0[1], tMs: UInt32(exactly: $0[2].rounded()) ?? 0) }
    }
    start = nil
  }

  private func point(_ x: Double, _ y: Double, _ at: Int) -> PenPoint {
    let time = UInt32(clamping: at - (start ?? at))
    return PenPoint(x: min(max(x, 0), Self.width), y: min(max(y, 0), Self.height), tMs: time)
  }

  private func keepNow() {
    let was = Kept(sheet: sheet, strokes: lines.map { $0.map { [$0.x, $0.y, Double($0.tMs)] } })
    guard let json = try? JSONEncoder().encode(was) else { return }
    keep(Entry(key: Self.key, value: String(decoding: json, as: UTF8.self)))
  }

  /// How it is kept: each point as x, y and milliseconds.
  private struct Kept: Codable {
    let sheet: String
    let strokes: [[[Double]]]
  }

  /// Milliseconds between the last point before and the first after a restoration; how long it really was says nothing about the hand.
  private static let pause = 500
}
