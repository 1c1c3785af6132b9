import FettleModels
import SwiftUI

/// The scanner: frames go to the core's decoder as long as the screen is open, and its outcome says where to go.
struct ScanScreenView: View {
  let model: ScanModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      if model.purpose != nil { Viewfinder(shell: model.shell, frames: { model.looking }).frame(height: 320) }
      Said(text: model.screen.help, key: "help")
      Said(text: model.screen.unknown, key: "unknown")
      if let bind = model.screen.bind { PanelView(panel: bind, model: model) }
      Sections(sections: model.sections, model: model)
      PanelView(panel: model.screen.typed, model: model)
    }
    .wedge(model.wedge, takingFocus: true)
  }
}
