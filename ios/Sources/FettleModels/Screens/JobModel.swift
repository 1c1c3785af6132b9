import FettleBindings

/// One job: what is wrong, what was promised, what comes next. What it says and which buttons there are is the core's `job.rs`.
@MainActor
public final class JobModel: CoreModel<JobScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] {
    telling([
      screen.flags, screen.entitlement, screen.customer, screen.equipment, screen.checks, screen.parts,
    ])
  }

  public override var wantsPosition: Bool { screen.buttons.contains(where: \.position) }
}
