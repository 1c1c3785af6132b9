import FettleModels
import SwiftUI

/// Giving a part back: scan its label, say what it is, and the debt is settled.
struct ReturnScreenView: View {
  let model: ReturnModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: [model.screen.scan]) {
      PanelView(panel: model.screen.back, model: model)
      Sections(sections: model.sections, model: model)
    }
  }
}
