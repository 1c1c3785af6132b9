import FettleBindings

/// Language, lock, storage, notices, about. The core's `settings.rs`.
@MainActor
public final class SettingsModel: CoreModel<SettingsScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.lock, screen.storage, screen.notices, screen.about]) }
}
