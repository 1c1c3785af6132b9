import FettleBindings

/// One machine: what it is, what a repair would be, and its history. The core's `equipment.rs`.
@MainActor
public final class EquipmentModel: CoreModel<EquipmentScreen> {
  /// The long list of this screen.
  public let history: PagedModel

  public override init(screen: EquipmentScreen, shell: any Shell, route: Route) {
    history = PagedModel(screen.history, shell: shell, route: route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: EquipmentScreen) {
    super.show(screen)
    history.renew(screen.history)
  }

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] { telling([screen.about, screen.entitlement]) }
}
