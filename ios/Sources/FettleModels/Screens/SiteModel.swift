import FettleBindings

/// One site: where it is, whom to call, its machines and its jobs. The core's `site.rs`.
@MainActor
public final class SiteModel: CoreModel<SiteScreen> {
  /// The long lists of this screen.
  public let equipment: PagedModel
  public let jobs: PagedModel

  public override init(screen: SiteScreen, shell: any Shell, route: Route) {
    equipment = PagedModel(screen.equipment, shell: shell, route: route)
    jobs = PagedModel(screen.jobs, shell: shell, route: route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: SiteScreen) {
    super.show(screen)
    equipment.renew(screen.equipment)
    jobs.renew(screen.jobs)
  }

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.about, screen.contacts]) }
}
