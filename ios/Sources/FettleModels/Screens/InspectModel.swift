import FettleBindings

/// Inspecting what was returned: good, repairable or scrap. The core's `inspect.rs`.
@MainActor
public final class InspectModel: CoreModel<InspectScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.lot]) }
}
