import FettleModels
import SwiftUI

/// The engineer's side of a document: handing over, refusal and absence, further parties, amendment.
struct SheetSideScreenView: View {
  let model: SheetSideModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      if let answer = model.screen.answer {
        StateRow(text: answer.text, tone: answer.tone, words: model.shell.words)
      }
      Said(text: model.screen.missing, key: "missing")
      Sections(sections: model.sections, model: model)
      if !model.screen.instead.isEmpty { TapButtons(buttons: model.screen.instead, model: model) }
    }
  }
}
