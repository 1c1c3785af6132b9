import FettleBindings

/// Giving a part back: scan its label, say what it is, and the debt is settled. The core's `give_back.rs`.
@MainActor
public final class ReturnModel: CoreModel<ReturnScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.debts]) }
}
