import FettleBindings
import Foundation
import Observation

/// Taking a photo: the camera, a look at what was taken with what will be written into it, and keep or again. The core's `photo.rs`.
@MainActor
@Observable
public final class PhotoModel: CoreModel<PhotoScreen> {
  /// What was taken, as the camera gave it, and is not kept yet. It stays until the core has it: what was refused is not lost.
  public private(set) var taken: Data?
  /// The same, to draw; none as yet.
  public private(set) var picture: Picture?
  /// The camera is at it.
  public private(set) var busy = false

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.taken]) }

  /// What stands in the caption.
  public var caption: FilledModel { form("caption") }

  /// Takes a photo.
  public func take() async {
    guard !busy else { return }
    busy = true
    defer { busy = false }
    guard let bytes = await shell.camera.take() else { return }
    taken = bytes
    picture = await shell.decode(bytes)
  }

  /// Leaves it, for another.
  public func again() {
    taken = nil
    picture = nil
  }

  /// Hands it to the core with its caption.
  public func keep() {
    guard let bytes = taken, case .photo(let purpose, _) = screen.action else { return }
    let caption = self.caption
    shell.act(.photo(purpose: purpose, action: .taken(bytes: bytes)), caption.handIn([screen.caption]), here: false) {
      [weak self] kept in
      caption.answered(kept)
      if kept { self?.again() }
    }
  }
}
