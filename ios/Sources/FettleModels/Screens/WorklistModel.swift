import FettleBindings

/// What does not fit, and what was written apart: mine to decide, and others'. The core's `worklist.rs`.
@MainActor
public final class WorklistModel: CoreModel<WorklistScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.mine, screen.others]) }
}
