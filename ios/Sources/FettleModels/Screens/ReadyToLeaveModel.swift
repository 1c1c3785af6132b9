import FettleBindings

/// Tools, parts and papers before leaving. The core's `ready_to_leave.rs`.
@MainActor
public final class ReadyToLeaveModel: CoreModel<ReadyToLeaveScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.customer, screen.papers, screen.bag]) }
}
