import FettleModels
import SwiftUI

/// Inspecting what was returned: the likely finding is the main button, the others stand under the part.
struct InspectScreenView: View {
  let model: InspectModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.findings.filter(\.primary)) {
      Sections(sections: model.sections, model: model)
      ForEach(model.screen.findings.filter { !$0.primary }, id: \.key) {
        TapButton(button: $0, model: model).buttonStyle(.bordered)
      }
    }
  }
}
