import FettleBindings

/// The model of whichever screen is shown: the core's `Screen` with what is typed on it. A screen that the core gets is one more case here,
/// and the compiler names every place that has to draw it.
@MainActor
public enum ScreenModel {
  case today(TodayModel)
  case job(JobModel)
  case diagnose(DiagnoseModel)
  case plan(PlanModel)
  case readyToLeave(ReadyToLeaveModel)
  case checklist(ChecklistModel)
  case photo(PhotoModel)
  case partsBag(PartsBagModel)
  case take(TakeModel)
  case `return`(ReturnModel)
  case scan(ScanModel)
  case sheetAndSign(SheetAndSignModel)
  case sheetSide(SheetSideModel)
  case sync(SyncModel)
  case enrol(EnrolModel)
  case settings(SettingsModel)
  case calls(CallsModel)
  case worklist(WorklistModel)
  case knowledge(KnowledgeModel)
  case search(SearchModel)
  case site(SiteModel)
  case `case`(CaseModel)
  case equipment(EquipmentModel)
  case outing(OutingModel)
  case stock(StockModel)
  case inspect(InspectModel)
  case stocktake(StocktakeModel)
  case lock(LockModel)

  init(_ screen: Screen, shell: any Shell, route: Route) {
    switch screen {
    case .today(let shown): self = .today(TodayModel(screen: shown, shell: shell, route: route))
    case .job(let shown): self = .job(JobModel(screen: shown, shell: shell, route: route))
    case .diagnose(let shown): self = .diagnose(DiagnoseModel(screen: shown, shell: shell, route: route))
    case .plan(let shown): self = .plan(PlanModel(screen: shown, shell: shell, route: route))
    case .readyToLeave(let shown): self = .readyToLeave(ReadyToLeaveModel(screen: shown, shell: shell, route: route))
    case .checklist(let shown): self = .checklist(ChecklistModel(screen: shown, shell: shell, route: route))
    case .photo(let shown): self = .photo(PhotoModel(screen: shown, shell: shell, route: route))
    case .partsBag(let shown): self = .partsBag(PartsBagModel(screen: shown, shell: shell, route: route))
    case .take(let shown): self = .take(TakeModel(screen: shown, shell: shell, route: route))
    case .return(let shown): self = .return(ReturnModel(screen: shown, shell: shell, route: route))
    case .scan(let shown): self = .scan(ScanModel(screen: shown, shell: shell, route: route))
    case .sheetAndSign(let shown): self = .sheetAndSign(SheetAndSignModel(screen: shown, shell: shell, route: route))
    case .sheetSide(let shown): self = .sheetSide(SheetSideModel(screen: shown, shell: shell, route: route))
    case .sync(let shown): self = .sync(SyncModel(screen: shown, shell: shell, route: route))
    case .enrol(let shown): self = .enrol(EnrolModel(screen: shown, shell: shell, route: route))
    case .settings(let shown): self = .settings(SettingsModel(screen: shown, shell: shell, route: route))
    case .calls(let shown): self = .calls(CallsModel(screen: shown, shell: shell, route: route))
    case .worklist(let shown): self = .worklist(WorklistModel(screen: shown, shell: shell, route: route))
    case .knowledge(let shown): self = .knowledge(KnowledgeModel(screen: shown, shell: shell, route: route))
    case .search(let shown): self = .search(SearchModel(screen: shown, shell: shell, route: route))
    case .site(let shown): self = .site(SiteModel(screen: shown, shell: shell, route: route))
    case .case(let shown): self = .case(CaseModel(screen: shown, shell: shell, route: route))
    case .equipment(let shown): self = .equipment(EquipmentModel(screen: shown, shell: shell, route: route))
    case .outing(let shown): self = .outing(OutingModel(screen: shown, shell: shell, route: route))
    case .stock(let shown): self = .stock(StockModel(screen: shown, shell: shell, route: route))
    case .inspect(let shown): self = .inspect(InspectModel(screen: shown, shell: shell, route: route))
    case .stocktake(let shown): self = .stocktake(StocktakeModel(screen: shown, shell: shell, route: route))
    case .lock(let shown): self = .lock(LockModel(screen: shown, shell: shell, route: route))
    }
  }

  /// The core said something new; false where that is another screen than this one.
  func show(_ screen: Screen) -> Bool {
    switch (self, screen) {
    case (.today(let model), .today(let shown)): model.show(shown)
    case (.job(let model), .job(let shown)): model.show(shown)
    case (.diagnose(let model), .diagnose(let shown)): model.show(shown)
    case (.plan(let model), .plan(let shown)): model.show(shown)
    case (.readyToLeave(let model), .readyToLeave(let shown)): model.show(shown)
    case (.checklist(let model), .checklist(let shown)): model.show(shown)
    case (.photo(let model), .photo(let shown)): model.show(shown)
    case (.partsBag(let model), .partsBag(let shown)): model.show(shown)
    case (.take(let model), .take(let shown)): model.show(shown)
    case (.return(let model), .return(let shown)): model.show(shown)
    case (.scan(let model), .scan(let shown)): model.show(shown)
    case (.sheetAndSign(let model), .sheetAndSign(let shown)): model.show(shown)
    case (.sheetSide(let model), .sheetSide(let shown)): model.show(shown)
    case (.sync(let model), .sync(let shown)): model.show(shown)
    case (.enrol(let model), .enrol(let shown)): model.show(shown)
    case (.settings(let model), .settings(let shown)): model.show(shown)
    case (.calls(let model), .calls(let shown)): model.show(shown)
    case (.worklist(let model), .worklist(let shown)): model.show(shown)
    case (.knowledge(let model), .knowledge(let shown)): model.show(shown)
    case (.search(let model), .search(let shown)): model.show(shown)
    case (.site(let model), .site(let shown)): model.show(shown)
    case (.case(let model), .case(let shown)): model.show(shown)
    case (.equipment(let model), .equipment(let shown)): model.show(shown)
    case (.outing(let model), .outing(let shown)): model.show(shown)
    case (.stock(let model), .stock(let shown)): model.show(shown)
    case (.inspect(let model), .inspect(let shown)): model.show(shown)
    case (.stocktake(let model), .stocktake(let shown)): model.show(shown)
    case (.lock(let model), .lock(let shown)): model.show(shown)
    default: return false
    }
    return true
  }

  /// What all of them have.
  public var tap: TapModel {
    switch self {
    case .today(let model): model
    case .job(let model): model
    case .diagnose(let model): model
    case .plan(let model): model
    case .readyToLeave(let model): model
    case .checklist(let model): model
    case .photo(let model): model
    case .partsBag(let model): model
    case .take(let model): model
    case .return(let model): model
    case .scan(let model): model
    case .sheetAndSign(let model): model
    case .sheetSide(let model): model
    case .sync(let model): model
    case .enrol(let model): model
    case .settings(let model): model
    case .calls(let model): model
    case .worklist(let model): model
    case .knowledge(let model): model
    case .search(let model): model
    case .site(let model): model
    case .case(let model): model
    case .equipment(let model): model
    case .outing(let model): model
    case .stock(let model): model
    case .inspect(let model): model
    case .stocktake(let model): model
    case .lock(let model): model
    }
  }
}
