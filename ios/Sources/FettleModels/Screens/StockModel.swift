import FettleBindings

/// The stock keeper's work: what is on its way, what came back, what is at repair, who owes, what to count. The core's `stock.rs`.
@MainActor
public final class StockModel: CoreModel<StockScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] {
    telling([screen.onItsWay, screen.quarantine, screen.repair, screen.debts, screen.places])
  }
}
