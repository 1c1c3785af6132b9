import FettleModels
import SwiftUI

/// My day: jobs in the order in which they are gone to, parts and papers owed.
struct TodayScreenView: View {
  let model: TodayModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons, second: "scan") {
      PagedRows(list: model.jobs, model: model, day: true)
      Sections(sections: model.sections, model: model)
    }
  }
}
