import FettleModels
import SwiftUI

/// One site: where it is, whom to call, its machines and its jobs.
struct SiteScreenView: View {
  let model: SiteModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Sections(sections: model.sections, model: model)
      PagedRows(list: model.equipment, model: model)
      PagedRows(list: model.jobs, model: model)
    }
  }
}
