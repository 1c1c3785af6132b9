import FettleBindings

/// Counting a place: what differs first, then every line. The core's `stocktake.rs`.
@MainActor
public final class StocktakeModel: CoreModel<StocktakeScreen> {
  /// The long list of this screen.
  public let lines: PagedModel

  public override init(screen: StocktakeScreen, shell: any Shell, route: Route) {
    lines = PagedModel(screen.lines, shell: shell, route: route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: StocktakeScreen) {
    super.show(screen)
    lines.renew(screen.lines)
  }

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.differences]) }
}
