import FettleModels
import SwiftUI

/// The stock keeper's work: what came back, what is at repair, who owes, what to count.
struct StockScreenView: View {
  let model: StockModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Sections(sections: model.sections, model: model)
    }
  }
}
