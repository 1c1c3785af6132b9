import FettleBindings

/// The way to a site and back, and who else is out. The core's `outing.rs`.
@MainActor
public final class OutingModel: CoreModel<OutingScreen> {
  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.steps, screen.out, screen.earlier]) }

  public override var wantsPosition: Bool { screen.buttons.contains(where: \.position) }
}
