import FettleBindings

/// What a drawn screen can ask of the shell around it. Screens decide nothing: they show a value and pass taps on.
@MainActor
public protocol Shell: AnyObject {
  /// The words on the shell's own controls, in the user's language.
  var words: ShellWords { get }
  /// Opens a screen on top of this one.
  func open(_ route: Route)
  /// Goes back to the screen before.
  func back()
  /// Hands a tap to the core, with what the user filled in.
  func act(_ action: Action, _ entries: [Entry])
  /// Opens the scanner for a field, and answers with the code that was read, or not at all.
  func scan(_ read: @escaping @MainActor (String) -> Void)
}
