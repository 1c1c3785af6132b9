import FettleModels
import SwiftUI

/// Customers, sites, machines and jobs that this phone holds, without a network.
struct SearchScreenView: View {
  let model: SearchModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      PanelView(panel: model.screen.search, model: model)
      PagedRows(list: model.found, model: model)
      Sections(sections: model.sections, model: model)
    }
  }
}
