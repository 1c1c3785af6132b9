import FettleModels
import SwiftUI

/// Calls for help: to me, mine, and those of colleagues near by.
struct CallsScreenView: View {
  let model: CallsModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Sections(sections: model.sections, model: model)
    }
  }
}
