/// When a camera runs and for whom: for the last viewfinder on the glass, while the app is in sight. The platform's part asks this, and does
/// what it says, after whatever happened.
@MainActor
public struct CameraUses {
  private var uses: [(id: Int, frames: FrameTaker?)] = []
  private var last = 0
  private var inSight = true
  private var failures = 0

  public init() {}

  /// What the camera should do now.
  public enum Wanted {
    case stopped
    /// With what takes the frames, where codes are looked for.
    case running(FrameTaker?)
  }

  public var wanted: Wanted {
    guard inSight, let use = uses.last, failures <= Self.most else { return .stopped }
    return .running(use.frames)
  }

  /// A viewfinder came onto the glass. Its number.
  public mutating func begin(_ frames: FrameTaker?) -> Int {
    last += 1
    failures = 0
    uses.append((last, frames))
    return last
  }

  /// That viewfinder is gone; the one below goes on. One that is gone already is gone.
  public mutating func end(_ use: Int) { uses.removeAll { $0.id == use } }

  /// The app came into sight or went out of it. The system takes the camera from one that is out of sight, and another app may have used it.
  public mutating func sight(_ inSight: Bool) {
    self.inSight = inSight
    failures = 0
  }

  /// The camera died under it, as when the system's media service did: it is begun again, but not for ever.
  public mutating func failed() { failures += 1 }

  /// It showed something.
  public mutating func worked() { failures = 0 }

  /// Deaths in a row after which it stays dark until the screen is opened anew.
  private static let most = 3
}
