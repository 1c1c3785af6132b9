import FettleBindings

/// Agreeing the visit: customer, plan, who accepted it, when. The core's `plan.rs`.
@MainActor
public final class PlanModel: CoreModel<PlanScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.bag]) }

  /// The forms, in the order in which they are drawn.
  public var panels: [Panel] { [screen.plan, screen.accepted, screen.visit] }
}
