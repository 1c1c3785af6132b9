import Foundation

/// Whether the camera may be used.
public enum Allowed: Sendable {
  /// It may.
  case yes
  /// Nobody was asked yet, or asking again is possible.
  case ask
  /// There is none here.
  case none
}

/// One frame's brightness: rows of `stride` bytes, of which `width` count.
public struct Frame: Sendable {
  public let width: Int
  public let height: Int
  public let stride: Int
  public let luma: Data

  public init(width: Int, height: Int, stride: Int, luma: Data) {
    self.width = width
    self.height = height
    self.stride = stride
    self.luma = luma
  }
}

/// Takes frames as they come, on a thread of the camera's own.
public typealias FrameTaker = @Sendable (Frame) -> Void

/// The phone's camera, for photos and for codes. What a frame or a file means is the core's to say.
@MainActor
public protocol Camera: AnyObject, Sendable {
  /// Whether it may be used; read while drawing, so that an answer redraws the screen.
  var allowed: Allowed { get }
  /// Whether there is a light to turn on.
  var hasTorch: Bool { get }
  /// Asks the user; where the answer is final, leads to the phone's settings.
  func ask()
  /// A viewfinder is on the glass: the camera runs until `end` is called with the number that this gives. `frames` gets what it sees,
  /// where codes are looked for; of several viewfinders the last one.
  func begin(_ frames: FrameTaker?) -> Int
  /// That viewfinder is gone.
  func end(_ use: Int)
  /// Turns the light on or off, while a viewfinder is there.
  func torch(_ on: Bool)
  /// Takes a photo: the camera's own JPEG file with what it knows of time and place; none when it failed.
  func take() async -> Data?
}
