import FettleModels
import SwiftUI

/// The whole app on the glass: the stack of screens, and over it what was told. Under the lock nothing else is drawn, and nothing at all
/// while the app is out of sight: the system keeps a picture of it.
public struct AppHost: View {
  @Bindable var shell: AppShell

  public init(shell: AppShell) { self.shell = shell }

  public var body: some View {
    ZStack(alignment: .bottom) {
      if case .lock(let lock) = shell.model, lock.screen.locked {
        NavigationStack { LockScreenView(model: lock) }
      } else {
        stack
      }
      if shell.covered { Color.gray.ignoresSafeArea().accessibilityHidden(true) }
      Told(shell: shell)
    }
    .sheet(isPresented: scanning) { FieldScanner(shell: shell) }
    .alert(shell.link ?? "", isPresented: linked) {
      Button(shell.words.confirm) { shell.answerLink(true) }
      Button(shell.words.cancel, role: .cancel) { shell.answerLink(false) }
    }
  }

  /// The system's own stack, so that a swipe goes back.
  private var stack: some View {
    NavigationStack(path: path) {
      ScreenView(shell: shell, route: shell.routes.first)
        .navigationDestination(for: CoreRoute.self) { ScreenView(shell: shell, route: $0) }
    }
  }

  private var path: Binding<[CoreRoute]> {
    let shell = self.shell
    return Binding(get: { Array(shell.routes.dropFirst()) }, set: { shell.back(to: $0.count + 1) })
  }

  private var scanning: Binding<Bool> {
    let shell = self.shell
    return Binding(get: { shell.scanning }, set: { if !$0 { shell.scanned(nil) } })
  }

  private var linked: Binding<Bool> {
    let shell = self.shell
    return Binding(get: { shell.link != nil }, set: { if !$0 { shell.answerLink(false) } })
  }
}

/// Each screen by its file.
private struct ScreenView: View {
  let shell: AppShell
  let route: CoreRoute?

  var body: some View {
    switch route.flatMap({ shell.model(of: $0) }) {
    case nil: Text(shell.words.loading).foregroundStyle(.secondary)
    case .today(let model): TodayScreenView(model: model)
    case .job(let model): JobScreenView(model: model)
    case .diagnose(let model): DiagnoseScreenView(model: model)
    case .plan(let model): PlanScreenView(model: model)
    case .readyToLeave(let model): ReadyToLeaveScreenView(model: model)
    case .checklist(let model): ChecklistScreenView(model: model)
    case .photo(let model): PhotoScreenView(model: model)
    case .partsBag(let model): PartsBagScreenView(model: model)
    case .take(let model): TakeScreenView(model: model)
    case .return(let model): ReturnScreenView(model: model)
    case .scan(let model): ScanScreenView(model: model)
    case .sheetAndSign(let model): SheetAndSignScreenView(model: model)
    case .sheetSide(let model): SheetSideScreenView(model: model)
    case .sync(let model): SyncScreenView(model: model)
    case .enrol(let model): EnrolScreenView(model: model)
    case .settings(let model): SettingsScreenView(model: model)
    case .calls(let model): CallsScreenView(model: model)
    case .worklist(let model): WorklistScreenView(model: model)
    case .knowledge(let model): KnowledgeScreenView(model: model)
    case .search(let model): SearchScreenView(model: model)
    case .site(let model): SiteScreenView(model: model)
    case .case(let model): CaseScreenView(model: model)
    case .equipment(let model): EquipmentScreenView(model: model)
    case .outing(let model): OutingScreenView(model: model)
    case .stock(let model): StockScreenView(model: model)
    case .inspect(let model): InspectScreenView(model: model)
    case .stocktake(let model): StocktakeScreenView(model: model)
    case .lock(let model): LockScreenView(model: model)
    }
  }
}

/// What the last tap told, or why it was refused; long work in words. VoiceOver says it without being asked.
private struct Told: View {
  let shell: AppShell

  var body: some View {
    VStack(spacing: 8) {
      if shell.busy {
        ProgressView { Text(shell.words.loading) }.accessibilityIdentifier("busy")
      }
      if let refusal = shell.refusal {
        line(refusal.text, "exclamationmark.octagon.fill", .red).accessibilityIdentifier("refusal")
      } else if let notice = shell.notice {
        // What was refused stays until it is read; what was only told goes by itself.
        line(notice, "checkmark.circle.fill", .green).accessibilityIdentifier("notice")
          .task(id: notice) {
            try? await Task.sleep(for: .seconds(6))
            if !Task.isCancelled && shell.handedOver == nil && shell.notice == notice { shell.told() }
          }
      }
    }
    .padding()
    .padding(.bottom, 88)
    .onChange(of: shell.refusal?.text ?? shell.notice) {
      if let text = shell.refusal?.text ?? shell.notice { AccessibilityNotification.Announcement(text).post() }
    }
  }

  private func line(_ text: String, _ symbol: String, _ color: Color) -> some View {
    HStack(spacing: 12) {
      Image(systemName: symbol).foregroundStyle(color).accessibilityHidden(true)
      Text(text).frame(maxWidth: .infinity, alignment: .leading)
      if shell.handedOver != nil {
        Button(shell.words.share) { shell.shareHandedOver() }.buttonStyle(.borderedProminent)
      } else {
        Button(shell.words.confirm) { shell.told() }.buttonStyle(.bordered).accessibilityIdentifier("told")
      }
    }
    .padding()
    .background(.thickMaterial)
    .clipShape(RoundedRectangle(cornerRadius: 16))
  }
}
