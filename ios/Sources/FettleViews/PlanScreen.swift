import FettleModels
import SwiftUI

/// Agreeing the visit: customer, plan, who accepted it, when.
struct PlanScreenView: View {
  let model: PlanModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      SectionRows(section: model.screen.customer, model: model)
      ForEach(model.panels, id: \.key) { PanelView(panel: $0, model: model) }
      Sections(sections: model.sections, model: model)
    }
  }
}
