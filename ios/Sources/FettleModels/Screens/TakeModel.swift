import FettleBindings

/// Taking parts: a slip for the keeper, or take first and file the paper after. The core's `take.rs`.
@MainActor
public final class TakeModel: CoreModel<TakeScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.stock]) }

  /// The forms, in the order in which they are drawn.
  public var panels: [Panel] { [screen.takeFirst, screen.request] }
}
