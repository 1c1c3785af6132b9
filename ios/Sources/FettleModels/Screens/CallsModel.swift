import FettleBindings

/// Calls for help: to me, mine, and those of colleagues near by. The core's `calls.rs`.
@MainActor
public final class CallsModel: CoreModel<CallsScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.people, screen.toMe, screen.mine, screen.colleagues, screen.jobs]) }
}
