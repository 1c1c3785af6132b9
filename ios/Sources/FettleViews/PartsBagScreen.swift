import FettleModels
import SwiftUI

/// What I carry and owe.
struct PartsBagScreenView: View {
  let model: PartsBagModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Sections(sections: model.sections, model: model)
    }
  }
}
