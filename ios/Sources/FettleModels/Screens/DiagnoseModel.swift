import FettleBindings

/// Judging a fault: the symptom, class and level, the report, and what it was before. The core's `diagnose.rs`.
@MainActor
public final class DiagnoseModel: CoreModel<DiagnoseScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.earlier]) }

  /// The forms, in the order in which they are drawn.
  public var panels: [Panel] { [screen.judge, screen.report] }
}
