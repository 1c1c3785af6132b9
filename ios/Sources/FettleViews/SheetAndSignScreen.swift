import FettleModels
import SwiftUI

/// The customer's mode: what matters first, then the whole document in their language and as large as they like, their own words, and their
/// signature; and what they get.
struct SheetAndSignScreenView: View {
  let model: SheetAndSignModel
  @Environment(\.dynamicTypeSize) private var letters

  var body: some View {
    ScrollViewReader { glass in
      ScreenFrame(head: model.screen.head, model: model) {
        leave
        letterhead
        if let answer = model.screen.answer { answered(answer) }
        if let receipt = model.screen.receipt { ReceiptRows(receipt: receipt, model: model) }
        Said(text: model.screen.missing, key: "missing")
        reading
        Sections(sections: model.sections, model: model).dynamicTypeSize(enlarged)
        if let opinion = model.screen.opinion { TapButtons(buttons: [opinion], model: model) }
        if let sign = model.screen.sign {
          Said(text: model.screen.confirm, key: "confirm").dynamicTypeSize(enlarged)
          SigningSection(model: model, sign: sign).id(Self.signing)
        }
      }
      .safeAreaInset(edge: .bottom) {
        if let sign = model.screen.sign {
          SignButton(model: model, sign: sign) { withAnimation { glass.scrollTo(Self.signing, anchor: .bottom) } }
        }
      }
    }
  }

  private static let signing = "signing"

  /// The way back to the engineer's side.
  private var leave: some View {
    Button(model.screen.leave.label) { model.tap(model.screen.leave) }
      .font(.footnote)
      .frame(minHeight: 44)
      .accessibilityIdentifier("button-\(model.screen.leave.key)")
  }

  /// Whose paper it is.
  private var letterhead: some View {
    VStack(alignment: .leading, spacing: 2) {
      ForEach(Array(model.screen.letterhead.enumerated()), id: \.offset) { at, line in
        Text(line).font(at == 0 ? .headline : .footnote)
      }
    }
    .accessibilityElement(children: .combine)
    .accessibilityIdentifier("letterhead")
  }

  /// What the customer answered, with their hand as it was.
  @ViewBuilder private func answered(_ answer: CoreAnswer) -> some View {
    StateRow(text: answer.text, tone: answer.tone, words: model.shell.words)
    SignatureView(svg: answer.svg, label: answer.text)
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

/// What the customer gets: the code to scan, and the document as a file for whatever takes one.
private struct ReceiptRows: View {
  let receipt: CoreReceipt
  let model: SheetAndSignModel

  var body: some View {
    Section {
      Text(receipt.text).accessibilityIdentifier("receipt")
      if !receipt.code.isEmpty {
        QrCode(rows: receipt.code, label: receipt.link)
          .frame(width: 200, height: 200)
          .frame(maxWidth: .infinity)
      }
      if !receipt.link.isEmpty { Text(receipt.link).font(.footnote).textSelection(.enabled) }
      Button(action: { model.share() }) {
        Label(model.shell.words.share, systemImage: "square.and.arrow.up").frame(minHeight: 44)
      }
      .buttonStyle(.bordered)
      .accessibilityIdentifier("share")
    }
  }
}
