import FettleModels
import SwiftUI

/// One past case: what was wrong, what was found, what was done.
struct CaseScreenView: View {
  let model: CaseModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Said(text: model.screen.symptom, key: "symptom")
      Sections(sections: model.sections, model: model)
    }
  }
}
