import FettleModels
import SwiftUI

/// The sheet as the customer reads it, in their language and as large as they like, and then signs, refuses or is absent.
struct SheetAndSignScreenView: View {
  let model: SheetAndSignModel
  @Environment(\.dynamicTypeSize) private var letters

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model, buttons: model.screen.buttons) {
      if let answer = model.screen.answer { answered(answer) }
      Said(text: model.screen.missing, key: "missing")
      reading
      Sections(sections: model.screen.sheet, model: model).dynamicTypeSize(enlarged)
      if let sign = model.screen.sign {
        Said(text: model.screen.confirm, key: "confirm").dynamicTypeSize(enlarged)
        SigningSection(model: model, sign: sign)
      }
      if !model.screen.instead.isEmpty { TapButtons(buttons: model.screen.instead, model: model) }
    }
  }

  /// What the customer answered, with their hand as it was.
  @ViewBuilder private func answered(_ answer: CoreAnswer) -> some View {
    StateRow(text: answer.text, tone: answer.tone, words: model.shell.words)
    SignatureView(svg: answer.svg, label: answer.text)
    Button(action: { model.share() }) {
      Label(model.shell.words.share, systemImage: "square.and.arrow.up").frame(minHeight: 32)
    }
    .buttonStyle(.bordered)
    .accessibilityIdentifier("share")
  }

  /// In which language, and how large.
  private var reading: some View {
    VStack(alignment: .leading, spacing: 8) {
      TapButtons(buttons: model.screen.languages, model: model)
      HStack(spacing: 8) {
        size("textformat.size.smaller", "smaller", model.larger > 0) { model.reduce() }
        size("textformat.size.larger", "larger", model.larger < SheetAndSignModel.steps) { model.enlarge() }
      }
    }
  }

  private func size(_ symbol: String, _ name: String, _ can: Bool, _ tapped: @escaping @MainActor () -> Void)
    -> some View
  {
    Button(action: tapped) { Image(systemName: symbol).frame(minWidth: 44, minHeight: 32) }
      .buttonStyle(.bordered)
      .disabled(!can)
      .accessibilityLabel(name == "larger" ? "A+" : "A-")
      .accessibilityIdentifier("size-\(name)")
  }

  /// The phone's own size and as many steps more, up to the system's largest.
  private var enlarged: DynamicTypeSize {
    let all = DynamicTypeSize.allCases
    guard let at = all.firstIndex(of: letters) else { return letters }
    return all[min(at + model.larger, all.count - 1)]
  }
}
