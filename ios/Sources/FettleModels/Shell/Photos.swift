import FettleBindings
import Foundation
import Observation

/// Photos by their hash, read and decoded off the main thread: asked for while drawing, drawn when they are there. A photo never changes,
/// so that nothing here grows old; the oldest are dropped so that memory does not grow.
@MainActor
@Observable
public final class Photos {
  private var ready: [String: Picture] = [:]
  @ObservationIgnored private var asked: [String] = []
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
    Task { await read(hash) }
    return nil
  }

  /// What was not there may be now: it is asked for again.
  func forgetMissing() { asked.removeAll { ready[$0] == nil } }

  private func read(_ hash: String) async {
    let platform = self.platform
    // Not on this phone: the core has asked for it, and after the next session it is looked for again.
    guard let picture = try? await core.call({ platform.decode(try $0.picture(hash: hash)) }) else { return }
    ready[hash] = picture
    if asked.count > Self.most { ready[asked.removeFirst()] = nil }
  }

  /// Thumbnails of 320 px are 400 KB each: 25 MB at most.
  private static let most = 64
}
