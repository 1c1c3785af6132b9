import FettleBindings
import Foundation

/// What a drawn screen can ask of the shell around it. Screens decide nothing: they show a value and pass taps on.
@MainActor
public protocol Shell: AnyObject, Sendable {
  /// The words on the shell's own controls, in the user's language.
  var words: ShellWords { get }
  /// Why the last tap was refused, if it was: a field that it is about says so itself.
  var refusal: Refusal? { get }
  /// Whether what is shown stands still: not in the moment after a tap has changed it.
  var steady: Bool { get }
  /// The camera for viewfinders.
  var camera: any Camera { get }
  /// The phone's pictures; none where nothing can be chosen.
  var gallery: (any Gallery)? { get }
  /// Opens a screen on top of this one.
  func open(_ route: Route)
  /// Goes back to the screen before.
  func back()
  /// Hands a tap to the core, with what the user filled in; `here`: with the place of the phone, where the shell may know it. `then` is
  /// told whether the core took it.
  func act(_ action: Action, _ entries: [Entry], here: Bool, then: @escaping @MainActor (Bool) -> Void)
  /// Keeps what is half-filled on a screen, so that it outlives the process.
  func keep(_ route: Route, _ entries: [Entry])
  /// What was kept on a screen; none where it cannot be read.
  func kept(_ route: Route) async -> [Entry]
  /// The rows behind those that were shown of a long list; none when they could not be read.
  func page(_ route: Route, _ section: String, _ cursor: String) async -> Section?
  /// Opens the scanner for a field, and answers with the code that was read, or not at all.
  func scan(_ read: @escaping @MainActor (String) -> Void)
  /// Takes camera frames, to be looked at for a code as soon as the one before is done; until then others are dropped.
  func look(_ purpose: ScanFor) -> FrameTaker
  /// The thumbnail of a photo by its hash; none while it is not there.
  func photo(_ hash: String) -> Picture?
  /// A picture file for drawing, decoded off the main thread; none when it is not one.
  func decode(_ bytes: Data) async -> Picture?
  /// Draws a paper as PDF and offers it to other apps.
  func share(_ paper: Paper)
  /// Opens the phone's map.
  func map(_ point: MapPoint)
  /// Shows a number in the phone's dialler.
  func call(_ phone: PhoneNumber)
  /// Copies a number, or a text for somebody else, as for a messenger.
  func copy(_ text: String)
}

extension Shell {
  public var steady: Bool { true }
}

/// A refusal in the core's words; `field` is what it is about, if it is about one.
public struct Refusal: Equatable, Sendable {
  public let code: String
  public let text: String
  public let field: String?

  public init(code: String, text: String, field: String?) {
    self.code = code
    self.text = text
    self.field = field
  }
}
