import FettleBindings
import Foundation

/// A decoded picture, as the platform draws it: `UIImage` on a phone.
public typealias Picture = any Sendable

/// What a phone gives beside its screen. One of these a process; tests bring their own.
@MainActor
public protocol Platform: AnyObject, Sendable {
  /// The camera.
  var camera: any Camera { get }
  /// The phone's pictures; none where nothing can be chosen.
  var gallery: (any Gallery)? { get }
  /// A short pulse in the hand: a code was read.
  func pulse()
  /// Where the phone is now, as `latitude,longitude,metres,age in seconds`; none where that is not allowed or not known: see `Positions`. The user is asked
  /// the first time.
  func here() async -> String?
  /// The place may be wanted soon: the receiver begins, if it may.
  func prepare()
  /// Opens the phone's map at a place; false where there is none.
  func map(_ point: MapPoint) -> Bool
  /// Shows a number in the phone's dialler, where the user calls it or not; false where there is none.
  func dial(_ number: String) -> Bool
  /// Puts a text on the phone's clipboard.
  func copy(_ text: String)
  /// Whether a font of this phone has a picture of this character.
  nonisolated func prints(_ scalar: Unicode.Scalar) -> Bool
  /// Draws a paper as a PDF of A4 pages in `folder`. Called off the main thread.
  nonisolated func draw(_ paper: Paper, in folder: URL) throws -> URL
  /// Offers a file to other apps.
  func share(_ path: String)
  /// Decodes a JPEG or PNG of the core; none when it is not one. Called off the main thread.
  nonisolated func decode(_ bytes: Data) -> Picture?
}

extension Platform {
  public var gallery: (any Gallery)? { nil }
}
