import FettleBindings

/// Joining a hub: its QR before the camera, or address and code typed. The core's `enrol.rs`.
@MainActor
public final class EnrolModel: CoreModel<EnrolScreen> {
  /// A phone that belongs to nobody yet has nowhere to go back to.
  public var root: Bool { screen.joined.isEmpty }
}
