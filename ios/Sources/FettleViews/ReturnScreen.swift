import FettleModels
import SwiftUI

/// Giving a part back: scan its label, say what it is; it is on its way until the store receives it.
struct ReturnScreenView: View {
  let model: ReturnModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: [model.screen.scan].filter(\.primary)) {
      PanelView(panel: model.screen.back, model: model)
      if !model.screen.scan.primary { TapButton(button: model.screen.scan, model: model).buttonStyle(.bordered) }
      Sections(sections: model.sections, model: model)
    }
  }
}
