import FettleModels
import SwiftUI

/// One job: what is wrong, what was promised, what comes next. Everything it says comes from the model.
public struct JobScreenView: View {
  @Bindable var model: JobModel

  public init(model: JobModel) { self.model = model }

  public var body: some View {
    List {
      ForEach(model.screen.head.banners, id: \.text) { BannerRow(banner: $0, model: model) }
      summary
      if !model.screen.promises.rows.isEmpty { SectionRows(section: model.screen.promises, model: model) }
      ForEach(model.sections, id: \.key) { SectionRows(section: $0, model: model) }
    }
    .navigationTitle(model.screen.head.title)
    .safeAreaInset(edge: .bottom) {
      if let main = model.main { ActionBar(main: main, rest: model.rest, model: model) }
    }
    .sheet(item: $model.asked) { AskView(ask: $0, model: model) }
  }

  /// The state, the symptom in the customer's words, and what was found so far.
  private var summary: some View {
    Section(model.screen.head.subtitle) {
      HStack(spacing: 8) {
        ToneSymbol(tone: model.screen.tone, words: model.shell.words)
        Text(model.screen.status).font(.headline)
      }
      .accessibilityElement(children: .combine)
      if !model.screen.symptom.isEmpty { Text(model.screen.symptom).font(.title3) }
      if !model.screen.diagnosis.isEmpty { Text(model.screen.diagnosis).font(.subheadline).foregroundStyle(.secondary) }
    }
  }
}
