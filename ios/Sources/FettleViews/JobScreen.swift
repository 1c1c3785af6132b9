import FettleModels
import SwiftUI

/// One job: what is wrong, what was promised, what comes next. Everything it says comes from the model.
struct JobScreenView: View {
  let model: JobModel

  var body: some View {
    ScreenFrame(
      head: model.screen.head, model: model, buttons: model.screen.buttons, more: model.screen.more
    ) {
      summary
      Promises(section: model.screen.promises, words: model.shell.words)
      if !model.screen.kept.isEmpty {
        Text(model.screen.kept).font(.subheadline).foregroundStyle(.secondary).accessibilityIdentifier("kept")
      }
      WorkGrid(call: model.screen.call, buttons: model.screen.work, model: model)
      Sections(sections: model.sections, model: model)
      TimelineRows(section: model.screen.timeline, model: model)
    }
  }

  /// The state, the symptom in the customer's words, and what was found so far.
  private var summary: some View {
    VStack(alignment: .leading, spacing: 10) {
      HStack(spacing: 8) {
        ToneSymbol(tone: model.screen.tone, words: model.shell.words)
        Text(model.screen.status).font(.headline)
      }
      .accessibilityElement(children: .combine)
      if !model.screen.symptom.isEmpty { Text(model.screen.symptom).font(.title3) }
      if !model.screen.diagnosis.isEmpty { Text(model.screen.diagnosis).font(.subheadline).foregroundStyle(.secondary) }
    }
    .accessibilityIdentifier("summary")
  }
}
