import FettleModels
import SwiftUI

/// The scanner: frames go to the core's decoder as long as the screen is open, and its outcome says where to go.
struct ScanScreenView: View {
  let model: ScanModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Said(text: model.screen.help, key: "help")
      if model.purpose != nil {
        Viewfinder(shell: model.shell, frames: { model.looking }).frame(height: 320)
          .overlay { if model.shell.camera.allowed == .yes { Aim() } }
      }
      Said(text: model.screen.unknown, key: "unknown")
      if let bind = model.screen.bind { PanelView(panel: bind, model: model) }
      Sections(sections: model.sections, model: model)
      PanelView(panel: model.screen.typed, model: model)
    }
    .wedge(model.wedge, takingFocus: true)
  }
}

/// The frame to aim with. Codes are read wherever they are in the picture; within it they are large and sharp enough.
private struct Aim: View {
  var body: some View {
    RoundedRectangle(cornerRadius: 16).stroke(Color.white, style: StrokeStyle(lineWidth: 3))
      .frame(width: 240, height: 180)
      .allowsHitTesting(false)
      .accessibilityIdentifier("aim")
  }
}
