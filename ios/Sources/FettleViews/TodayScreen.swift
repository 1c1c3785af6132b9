import FettleModels
import SwiftUI

/// My day: jobs by what is due, parts and papers owed.
struct TodayScreenView: View {
  let model: TodayModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      PagedRows(list: model.jobs, model: model)
      Sections(sections: model.sections, model: model)
    }
  }
}
