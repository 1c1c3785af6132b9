import FettleModels
import SwiftUI

/// Judging a fault: the symptom, class and level, the report, and what it was before.
struct DiagnoseScreenView: View {
  let model: DiagnoseModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Said(text: model.screen.symptom, key: "symptom")
      ForEach(model.panels, id: \.key) { PanelView(panel: $0, model: model) }
      Sections(sections: model.sections, model: model)
    }
  }
}
