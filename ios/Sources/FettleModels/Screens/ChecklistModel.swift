import FettleBindings

/// Filling in a checklist: how far it is, and a card for each item. The core's `checklist.rs`.
@MainActor
public final class ChecklistModel: CoreModel<ChecklistScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.flags]) }
}
