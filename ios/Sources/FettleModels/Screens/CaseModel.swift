import FettleBindings

/// One past case: what was wrong, what was found, what was done. The core's `case.rs`.
@MainActor
public final class CaseModel: CoreModel<CaseScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] {
    telling([screen.outcome, screen.found, screen.done, screen.parts, screen.equipment])
  }
}
