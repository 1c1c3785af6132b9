import Foundation

/// One touch on a pad, as the system tells it.
public struct PadTouch: Equatable, Sendable {
  /// The same for as long as it lies there.
  public let id: Int
  /// By a pencil, not by skin.
  public let pencil: Bool
  /// How large the spot is, in points.
  public let radius: Double
  /// Where, in points of the pad.
  public let x: Double
  public let y: Double
  /// Milliseconds of any clock that only goes on.
  public let at: Int

  public init(id: Int, pencil: Bool = false, radius: Double = 0, x: Double, y: Double, at: Int) {
    (self.id, self.pencil, self.radius) = (id, pencil, radius)
    (self.x, self.y, self.at) = (x, y, at)
  }
}

/// Which of several touches is the pen. A hand that rests on the glass does not write and leaves nothing: a pencil goes before fingers, a
/// large spot is a palm, and of the others the one that moves writes. One pen at a time.
@MainActor
public final class PenTouches {
  private unowned let ink: InkModel
  /// The pad's size in points: what is drawn is kept in the ink's own measure.
  public var size: (width: Double, height: Double) = (1, 1)
  /// Touches that may yet become the pen, as they came down.
  private var resting: [Int: PadTouch] = [:]
  private var pen: (id: Int, pencil: Bool)?
  /// A pencil was here: from then on skin is the hand that holds it.
  private var byPencil = false

  public init(_ ink: InkModel) { self.ink = ink }

  public func began(_ touch: PadTouch) {
    if touch.pencil {
      // The hand came down before the tip: what it drew was not meant.
      if let pen, !pen.pencil { drop() }
      byPencil = true
      resting = [:]
    } else if byPencil || touch.radius >= Self.palm {
      return
    }
    resting[touch.id] = touch
  }

  public func moved(_ touch: PadTouch) {
    if touch.id == pen?.id {
      // A finger that is laid down flat is a hand.
      if !touch.pencil && touch.radius >= Self.palm { return drop() }
      return go(touch)
    }
    guard let first = resting[touch.id] else { return }
    if !touch.pencil && touch.radius >= Self.palm {
      resting[touch.id] = nil
      return
    }
    guard pen == nil, hypot(touch.x - first.x, touch.y - first.y) >= Self.slip else { return }
    // One that lay there for long begins where it is now.
    write(touch.at - first.at <= Self.tap ? first : touch)
    go(touch)
  }

  /// It was lifted.
  public func ended(_ touch: PadTouch) {
    if touch.id == pen?.id {
      pen = nil
      return ink.lift()
    }
    guard let first = resting[touch.id] else { return }
    resting[touch.id] = nil
    // A dot, as of an i: short, and with no pen at work. What lay longer was at rest.
    guard pen == nil, touch.at - first.at <= Self.tap else { return }
    write(first)
    pen = nil
    ink.lift()
  }

  /// The system took it, as for a call or a gesture of its own: a stroke stays as far as it came.
  public func cancelled(_ id: Int) {
    resting[id] = nil
    guard id == pen?.id else { return }
    pen = nil
    ink.lift()
  }

  private func write(_ from: PadTouch) {
    resting[from.id] = nil
    pen = (from.id, from.pencil)
    let (x, y) = place(from)
    ink.begin(x, y, at: from.at)
  }

  private func go(_ touch: PadTouch) {
    let (x, y) = place(touch)
    ink.go(x, y, at: touch.at)
  }

  private func drop() {
    pen = nil
    ink.drop()
  }

  private func place(_ touch: PadTouch) -> (Double, Double) {
    (touch.x / max(size.width, 1) * ink.width, touch.y / max(size.height, 1) * ink.height)
  }

  /// Points from which a spot is no fingertip: those are below 25, also in a glove.
  private static let palm = 35.0
  /// Points that a touch at rest trembles by.
  private static let slip = 3.0
  /// Milliseconds that a dot takes at most.
  private static let tap = 300
}
