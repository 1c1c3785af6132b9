import FettleModels
import SwiftUI

/// Language, lock, storage, notices, about.
struct SettingsScreenView: View {
  let model: SettingsModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      PanelView(panel: model.screen.language, model: model)
      Sections(sections: model.sections, model: model)
    }
  }
}
