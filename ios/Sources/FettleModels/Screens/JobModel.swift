import FettleBindings

/// One job: what is wrong, what was promised, what comes next. What it says and which buttons there are is the core's `job.rs`.
@MainActor
public final class JobModel: CoreModel<JobScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] {
    telling([
      screen.flags, screen.customer, screen.brief, screen.entitlement, screen.equipment, screen.checks, screen.parts,
      screen.further,
    ])
  }

  public override var wantsPosition: Bool { (screen.buttons + screen.work).contains(where: \.position) }
}
