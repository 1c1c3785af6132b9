import FettleModels
import SwiftUI

/// Inspecting what was returned: good, repairable or scrap.
struct InspectScreenView: View {
  let model: InspectModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Sections(sections: model.sections, model: model)
      ForEach(model.screen.findings, id: \.key) { PanelView(panel: $0, model: model) }
    }
  }
}
