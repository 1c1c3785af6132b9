import FettleModels
import SwiftUI

/// What does not fit, and what was written apart: mine to decide, and others'.
struct WorklistScreenView: View {
  let model: WorklistModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Sections(sections: model.sections, model: model)
    }
  }
}
