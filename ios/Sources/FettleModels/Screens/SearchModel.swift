import FettleBindings

/// Customers, sites, machines and jobs that this phone holds, without a network. The core's `search.rs`.
@MainActor
public final class SearchModel: CoreModel<SearchScreen> {
  /// What was found first: the long list of this screen.
  public let found: PagedModel

  public override init(screen: SearchScreen, shell: any Shell, route: Route) {
    found = PagedModel(screen.found, shell: shell, route: route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: SearchScreen) {
    super.show(screen)
    found.renew(screen.found)
  }

  /// The other kinds of what was found, in the order in which they are drawn.
  public var sections: [Section] { telling(screen.others) }
}
