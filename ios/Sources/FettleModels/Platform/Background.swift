import FettleBindings

/// Work while nobody looks. What has to be done is asked of the core at each run; nothing is remembered here.
@MainActor
public protocol Background: AnyObject, Sendable {
  /// Something waits, or may wait: a session with the hub soon, and the system is asked for one from time to time. Saying it twice is as
  /// once.
  func wanted()
  /// The app is out of sight and its store is about to be closed: what can go on without it is the system's from now on.
  func leaving() async
  /// Called after each run: what is shown may be old.
  var ran: @MainActor () -> Void { get set }
}

/// The names under which the system knows the app's work. Those of runs stand in `BGTaskSchedulerPermittedIdentifiers` of Info.plist too: the
/// system takes no others.
public enum SystemNames {
  /// A short run, some times a day, as the system sees that the app is used.
  public static let refresh = "app.fettle.refresh"
  /// A long run, mostly at night and on power.
  public static let processing = "app.fettle.sync"
  /// Files that the system sends by itself.
  public static let uploads = "app.fettle.uploads"
}

/// The system's own scheduler: `BGTaskScheduler` on a phone.
@MainActor
public protocol SystemTasks: AnyObject, Sendable {
  /// Asks for runs when there is a network. Asking twice is as once.
  func ask()
}

/// The phone's way to the network: `NWPathMonitor` on a phone.
@MainActor
public protocol NetworkWatch: AnyObject, Sendable {
  /// Tells `changed`, soon and after each change, by which way there is a network, such as `en0`; none while there is none.
  func begin(_ changed: @escaping @MainActor (String?) -> Void)
}

/// Lines outside the app: a job that was given, what others changed, a visit soon, a paper due, a sync that is stuck. Which there are is the
/// core's to say.
@MainActor
public protocol Reminders: AnyObject, Sendable {
  /// Shows these and takes away all others. One whose key is shown already changes its words and makes no sound; one that was told before and
  /// is not shown any more stays away.
  func show(_ all: [Reminder])
}
