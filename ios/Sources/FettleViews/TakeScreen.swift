import FettleModels
import SwiftUI

/// Taking parts: a slip for the keeper, or take first and file the paper after.
struct TakeScreenView: View {
  let model: TakeModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: [model.screen.scan]) {
      Sections(sections: model.sections, model: model)
      ForEach(model.panels, id: \.key) { PanelView(panel: $0, model: model) }
    }
  }
}
