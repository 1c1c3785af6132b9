import FettleModels
import SwiftUI

/// Tools, parts and papers before leaving.
struct ReadyToLeaveScreenView: View {
  let model: ReadyToLeaveModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      ChecklistRows(progress: model.screen.progress, groups: model.screen.groups, model: model)
      Sections(sections: model.sections, model: model)
    }
  }
}
