import FettleModels
import SwiftUI

/// Taking parts: what waits to be collected, a slip for the keeper, and last the emergency whose paper follows.
struct TakeScreenView: View {
  let model: TakeModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: [model.screen.scan].filter(\.primary)) {
      Sections(sections: model.slips, model: model)
      PanelView(panel: model.screen.request, model: model, others: [model.screen.takeFirst])
      if !model.screen.scan.primary { TapButton(button: model.screen.scan, model: model).buttonStyle(.bordered) }
      Sections(sections: model.stock, model: model)
    }
  }
}
