import FettleModels
import SwiftUI

/// A button of the core. Why it cannot be tapped stands under it, never only in its grey.
struct TapButton: View {
  let button: CoreButton
  let model: TapModel
  var wide = false

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Button(role: button.danger ? .destructive : nil, action: { model.tap(button) }) {
        Text(button.label).frame(maxWidth: wide ? .infinity : nil, minHeight: 32)
      }
      .disabled(!button.enabled)
      .accessibilityIdentifier("button-\(button.key)")
      if !button.whyNot.isEmpty { Text(button.whyNot).font(.footnote).foregroundStyle(.secondary) }
    }
  }
}

/// The bar at the bottom: what is most likely wanted, wide, and the rest behind "more".
struct ActionBar: View {
  let main: CoreButton
  let rest: [CoreButton]
  let model: TapModel

  var body: some View {
    HStack(spacing: 12) {
      TapButton(button: main, model: model, wide: true).buttonStyle(.borderedProminent).controlSize(.large)
      if !rest.isEmpty {
        Menu {
          ForEach(rest, id: \.key) { TapButton(button: $0, model: model) }
        } label: {
          Image(systemName: "ellipsis.circle").accessibilityLabel(model.shell.words.more)
        }
        .controlSize(.large)
      }
    }
    .padding()
    .background(.bar)
  }
}
