import FettleBindings

/// What I carry and owe. The core's `parts_bag.rs`.
@MainActor
public final class PartsBagModel: CoreModel<PartsBagScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.bag, screen.debts, screen.papers, screen.slips]) }
}
