import FettleBindings

/// What waits and what the hub keeps apart, with the reasons. The core's `sync.rs`.
@MainActor
public final class SyncModel: CoreModel<SyncScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.apart, screen.waiting, screen.bundles, screen.device]) }
}
