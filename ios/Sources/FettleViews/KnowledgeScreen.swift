import FettleModels
import SwiftUI

/// Past cases by what was wrong and on which machine, without a network.
struct KnowledgeScreenView: View {
  let model: KnowledgeModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      PanelView(panel: model.screen.search, model: model)
      PagedRows(list: model.cases, model: model)
    }
  }
}
