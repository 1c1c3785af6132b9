import FettleModels
import SwiftUI

/// The way to a site and back, and who else is out.
struct OutingScreenView: View {
  let model: OutingModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Sections(sections: model.sections, model: model)
    }
  }
}
