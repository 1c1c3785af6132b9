import FettleModels
import SwiftUI

/// Joining a hub: its QR before the camera, or address and code typed.
struct EnrolScreenView: View {
  let model: EnrolModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: [model.screen.scan]) {
      Said(text: model.screen.joined, key: "joined")
      Said(text: model.screen.help, key: "help")
      PanelView(panel: model.screen.typed, model: model)
    }
  }
}
