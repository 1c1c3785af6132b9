import FettleBindings

/// Giving a part back: scan its label, say what it is; it is on its way until the store receives it. The core's `give_back.rs`.
@MainActor
public final class ReturnModel: CoreModel<ReturnScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.debts]) }
}
