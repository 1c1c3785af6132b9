import FettleModels
import SwiftUI

/// Filling in a checklist: how far it is, and a card for each item.
struct ChecklistScreenView: View {
  let model: ChecklistModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Sections(sections: model.sections, model: model)
      ChecklistRows(progress: model.screen.progress, groups: model.screen.groups, model: model)
    }
  }
}
