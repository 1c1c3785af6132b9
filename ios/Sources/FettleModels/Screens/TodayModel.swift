import FettleBindings

/// My day: jobs in the order in which they are gone to, parts and papers owed. The core's `today.rs`.
@MainActor
public final class TodayModel: CoreModel<TodayScreen> {
  /// The long list of this screen.
  public let jobs: PagedModel

  public override init(screen: TodayScreen, shell: any Shell, route: Route) {
    jobs = PagedModel(screen.jobs, shell: shell, route: route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: TodayScreen) {
    super.show(screen)
    jobs.renew(screen.jobs)
  }

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.debts, screen.papers]) }
}
