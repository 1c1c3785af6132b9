import FettleBindings

/// Past cases by what was wrong and on which machine, without a network. The core's `knowledge.rs`.
@MainActor
public final class KnowledgeModel: CoreModel<KnowledgeScreen> {
  /// The long list of this screen.
  public let cases: PagedModel

  public override init(screen: KnowledgeScreen, shell: any Shell, route: Route) {
    cases = PagedModel(screen.cases, shell: shell, route: route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: KnowledgeScreen) {
    super.show(screen)
    cases.renew(screen.cases)
  }
}
