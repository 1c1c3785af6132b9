import FettleModels
import SwiftUI

/// Who signs, and the pad. The button that hands both in stands at the bottom of the screen.
struct SigningSection: View {
  @Bindable var model: SheetAndSignModel
  let sign: CoreButton

  var body: some View {
    Section {
      FieldRows(fields: model.screen.signer, form: model.form("signer"), model: model)
      PenPad(ink: model.ink, words: words)
      ViewThatFits(in: .horizontal) {
        HStack(spacing: 8) { buttons }
        VStack(alignment: .leading, spacing: 8) { buttons }
      }
      if !sign.whyNot.isEmpty { Text(sign.whyNot).font(.footnote).foregroundStyle(.secondary) }
    }
    .glass(isPresented: $model.wholeScreen) { WholeScreen(model: model) }
  }

  private var words: CoreWords { model.shell.words }

  @ViewBuilder private var buttons: some View {
    PenButtons(ink: model.ink, words: words, name: "sign")
    Button(words.wholeScreen) { model.wholeScreen = true }.buttonStyle(.bordered).accessibilityIdentifier("sign-whole")
  }
}

/// The main button: leads to the pad while nothing is written there, and hands in what is.
struct SignButton: View {
  let model: SheetAndSignModel
  let sign: CoreButton
  let toPad: @MainActor () -> Void

  var body: some View {
    Button(action: { if model.ink.isEmpty { toPad() } else { model.sign() } }) {
      Text(sign.label).frame(maxWidth: .infinity, minHeight: 44)
    }
    .buttonStyle(.borderedProminent)
    .controlSize(.large)
    .disabled(!sign.enabled)
    .accessibilityIdentifier("button-\(sign.key)")
    .padding()
    .background(.bar)
  }
}

/// The same pad as large as the glass: across a phone that is held upright it lies on its side, so that there is room for a name.
private struct WholeScreen: View {
  let model: SheetAndSignModel

  var body: some View {
    VStack(spacing: 12) {
      GeometryReader { glass in
        let (width, height) = (Double(glass.size.width), Double(glass.size.height))
        let upright = height > width
        let shape = model.ink.width / model.ink.height
        let room = upright ? min(height, width * shape) : min(width, height * shape)
        PenPad(ink: model.ink, words: model.shell.words)
          .frame(width: room, height: room / shape)
          .rotationEffect(.degrees(upright ? 90 : 0))
          .position(x: width / 2, y: height / 2)
      }
      HStack(spacing: 12) {
        PenButtons(ink: model.ink, words: model.shell.words, name: "sign")
        Button(model.shell.words.confirm) { model.wholeScreen = false }
          .buttonStyle(.borderedProminent)
          .accessibilityIdentifier("sign-done")
      }
      .controlSize(.large)
    }
    .padding()
  }
}

extension View {
  /// Over everything, where the system has that.
  fileprivate func glass<Content: View>(isPresented: Binding<Bool>, @ViewBuilder content: @escaping () -> Content)
    -> some View
  {
    #if os(macOS)
      sheet(isPresented: isPresented, content: content)
    #else
      fullScreenCover(isPresented: isPresented, content: content)
    #endif
  }
}
