import FettleBindings

/// Taking parts: what waits to be collected, a slip for the keeper, and last the emergency whose paper follows. The core's `take.rs`.
@MainActor
public final class TakeModel: CoreModel<TakeScreen> {
  /// Slips that wait, above the form.
  public var slips: [Section] { telling([screen.slips]) }

  /// What the stores have, below it.
  public var stock: [Section] { telling([screen.stock]) }

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { slips + stock }
}
