import FettleBindings
import Foundation
import Observation

/// Taking a photo, or choosing one of the phone's: the camera, a look at what was taken with what will be written into it, marks drawn on
/// it, and keep or again. The core's `photo.rs`.
@MainActor
@Observable
public final class PhotoModel: CoreModel<PhotoScreen> {
  /// What was taken, as the camera gave it, and is not kept yet. It stays until the core has it: what was refused is not lost.
  public private(set) var taken: Data?
  /// The same, to draw; none as yet.
  public private(set) var picture: Picture?
  /// What was drawn on it, to show where to look: in shares of its width and height, as the core takes it. A new photo has none.
  public private(set) var marks = PhotoModel.clean()
  /// It was chosen from the phone's pictures.
  public private(set) var chosen = false
  /// What was chosen last cannot be read.
  public private(set) var unreadable = false
  /// The camera is at it, or the user in the phone's pictures, or the core.
  public private(set) var busy = false

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.taken]) }

  public override var wantsPosition: Bool { screen.position }

  /// What stands in the caption.
  public var caption: FilledModel { form("caption") }

  /// Takes a photo.
  public func take() async {
    guard !busy else { return }
    busy = true
    defer { busy = false }
    guard let bytes = await shell.camera.take() else { return }
    again()
    taken = bytes
    picture = await shell.decode(bytes)
  }

  /// Lets the user choose one of the phone's pictures.
  public func choose() async {
    guard !busy, let gallery = shell.gallery else { return }
    busy = true
    defer { busy = false }
    unreadable = false
    switch await gallery.choose() {
    case .none: return
    case .unreadable: unreadable = true
    case .picture(let bytes):
      again()
      taken = bytes
      chosen = true
      picture = await shell.decode(bytes)
    }
  }

  /// Leaves it, for another.
  public func again() {
    taken = nil
    chosen = false
    picture = nil
    marks = Self.clean()
  }

  /// What goes with it: the caption, and what else asks for it.
  private var fields: [Field] { [screen.caption] + screen.counts }

  /// Hands it to the core with its marks, its caption and what it counts for.
  public func keep() {
    guard !busy, let bytes = taken, case .photo(let purpose, _) = screen.action else { return }
    // What would be drawn from now on is not handed over.
    busy = true
    let caption = self.caption
    let strokes = marks.strokes
    let handed: PhotoAction =
      chosen ? .chosen(bytes: bytes, marks: strokes) : .taken(bytes: bytes, marks: strokes)
    let action = Action.photo(purpose: purpose, action: handed)
    // Where the phone is now is nothing about a picture that was there before.
    shell.act(action, caption.handIn(fields), here: screen.position && !chosen) { [weak self] kept in
      caption.answered(kept)
      self?.busy = false
      if kept { self?.again() }
    }
  }

  private static func clean() -> InkModel { InkModel(width: 1, height: 1) }
}
