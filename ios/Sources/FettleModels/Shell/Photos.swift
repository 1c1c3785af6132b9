import FettleBindings
import Foundation
import Observation

/// Photos by their hash, read and decoded off the main thread: asked for while drawing, drawn when they are there. A photo never changes,
/// so that nothing here grows old; the oldest are dropped so that memory does not grow.
@MainActor
@Observable
public final class Photos {
  private var ready: [String: Picture] = [:]
  /// What was asked for, oldest first, whether it is there or not.
  @ObservationIgnored private var asked: [String] = []
  @ObservationIgnored private var reading: Set<String> = []
  @ObservationIgnored private let core: Core
  @ObservationIgnored private let platform: any Platform

  init(core: Core, platform: any Platform) {
    self.core = core
    self.platform = platform
  }

  /// The photo, or none as yet.
  public func find(_ hash: String) -> Picture? {
    if let found = ready[hash] { return found }
    guard !asked.contains(hash) else { return nil }
    asked.append(hash)
    if asked.count > Self.most { ready[asked.removeFirst()] = nil }
    read(hash)
    return nil
  }

  /// What was not there may be now: after a session, or when the app is in front again. It is read again here, not when its row is drawn
  /// next: the row has not changed, so that nothing would draw it.
  func lookAgain() { for hash in asked where ready[hash] == nil { read(hash) } }

  private func read(_ hash: String) {
    guard reading.insert(hash).inserted else { return }
    let (core, platform) = (self.core, self.platform)
    Task {
      // Not on this phone, or the store is closed: the core has asked for it, and it is looked for again.
      let picture = try? await core.call(on: Core.pictures) { platform.decode(try $0.picture(hash: hash)) }
      reading.remove(hash)
      if let picture, asked.contains(hash) { ready[hash] = picture }
    }
  }

  /// Thumbnails of 320 px are 400 KB each: 25 MB at most.
  private static let most = 64
}
