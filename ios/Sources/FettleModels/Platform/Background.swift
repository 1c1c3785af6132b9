/// Work while nobody looks. What has to be done is asked of the core at each run; nothing is remembered here.
@MainActor
public protocol Background: AnyObject, Sendable {
  /// Something waits, or may wait: a session with the hub soon, and the system is asked for one from time to time. Saying it twice is as
  /// once.
  func wanted()
  /// Called after each run: what is shown may be old.
  var ran: @MainActor () -> Void { get set }
}

/// The system's own scheduler: `BGTaskScheduler` on a phone.
@MainActor
public protocol SystemTasks: AnyObject, Sendable {
  /// Asks for a run when there is a network. Asking twice is as once.
  func ask()
}

/// Reminders: a visit soon, a paper due, a sync that is stuck.
@MainActor
public protocol Reminders: AnyObject, Sendable {
  /// Shows a line; a tap opens what `route` (text of the core) names. The same `key` replaces the line before.
  func show(key: String, title: String, text: String, route: String)
  /// Takes a line away.
  func clear(key: String)
}
