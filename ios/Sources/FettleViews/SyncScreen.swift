import FettleModels
import SwiftUI

/// What waits and what the hub keeps apart, with the reasons.
struct SyncScreenView: View {
  let model: SyncModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      StateRow(text: model.screen.state, tone: model.screen.tone, words: model.shell.words)
      Sections(sections: model.sections, model: model)
    }
  }
}
