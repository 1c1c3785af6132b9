import FettleModels
import SwiftUI

/// One machine: what it is, what a repair would be, and its history.
struct EquipmentScreenView: View {
  let model: EquipmentModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      Sections(sections: model.sections, model: model)
      PagedRows(list: model.history, model: model)
    }
  }
}
