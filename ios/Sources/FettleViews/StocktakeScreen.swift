import FettleModels
import SwiftUI

/// Counting a place: what differs first, then every line.
struct StocktakeScreenView: View {
  let model: StocktakeModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      ProgressRow(progress: model.screen.progress)
      Sections(sections: model.sections, model: model)
      PagedRows(list: model.lines, model: model)
    }
  }
}
