import Foundation

/// Camera frames on their way to the core's decoder: one at a time, and those that come meanwhile are dropped, so that none is old.
/// Unchecked, for frames come on the camera's thread: what it holds is read and written under the lock only.
final class Frames: @unchecked Sendable {
  private let lock = NSLock()
  private var working = false
  private var count = 0

  /// Takes a frame on, from any thread: whether the slower reader should look, which finds what is turned, bent or pale. None while the
  /// frame before is being looked at.
  func begin() -> Bool? {
    lock.withLock {
      if working { return nil }
      working = true
      count += 1
      return count % Self.thorough == 0
    }
  }

  /// That frame is done.
  func end() { lock.withLock { working = false } }

  /// Every how many frames the slower reader looks.
  private static let thorough = 5
}

extension AppShell {
  /// A frame's sizes as the bindings take them.
  struct Sized: Sendable {
    let w: UInt32
    let h: UInt32
    let s: UInt32
    let luma: Data

    init(_ frame: Frame) {
      (w, h, s) = (UInt32(clamping: frame.width), UInt32(clamping: frame.height), UInt32(clamping: frame.stride))
      luma = frame.luma
    }
  }
}
