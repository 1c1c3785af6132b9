import FettleModels
import SwiftUI

// Everything that can be tapped is at least 44 pt high; what is done with gloves on, the bar at the bottom, is larger.

/// A button of the core. Why it cannot be tapped stands under it, never only in its grey.
struct TapButton: View {
  let button: CoreButton
  var wide = false
  let tapped: @MainActor () -> Void

  init(button: CoreButton, wide: Bool = false, tapped: @escaping @MainActor () -> Void) {
    self.button = button
    self.wide = wide
    self.tapped = tapped
  }

  /// A button that takes nothing along.
  init(button: CoreButton, model: TapModel, wide: Bool = false) {
    self.init(button: button, wide: wide) { model.tap(button) }
  }

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Button(role: button.danger ? .destructive : nil, action: tapped) {
        Text(button.label).frame(maxWidth: wide ? .infinity : nil, minHeight: wide ? 44 : 32)
      }
      .disabled(!button.enabled)
      .accessibilityIdentifier("button-\(button.key)")
      if !button.whyNot.isEmpty { Text(button.whyNot).font(.footnote).foregroundStyle(.secondary) }
    }
  }
}

/// Buttons side by side, or one under the other where letters are large.
struct TapButtons: View {
  let buttons: [CoreButton]
  let model: TapModel

  var body: some View {
    ViewThatFits(in: .horizontal) {
      HStack(alignment: .top, spacing: 8) { all }
      VStack(alignment: .leading, spacing: 8) { all }
    }
  }

  private var all: some View {
    ForEach(buttons, id: \.key) { button in
      TapButton(button: button, model: model).buttonStyle(.bordered)
    }
  }
}

/// The bar at the bottom: what is most likely wanted, wide, and the rest behind "more".
struct ActionBar: View {
  let main: CoreButton
  let beside: CoreButton?
  let rest: [CoreButton]
  let model: TapModel

  var body: some View {
    HStack(alignment: .top, spacing: 12) {
      TapButton(button: main, model: model, wide: true).buttonStyle(.borderedProminent).controlSize(.large)
      if let beside { TapButton(button: beside, model: model).buttonStyle(.bordered).controlSize(.large) }
      if !rest.isEmpty {
        Menu {
          ForEach(rest, id: \.key) { MenuButton(button: $0, model: model) }
        } label: {
          Image(systemName: "ellipsis.circle").font(.title3).frame(minWidth: 44, minHeight: 56)
            .accessibilityLabel(model.shell.words.more)
        }
        .accessibilityIdentifier("button-more")
      }
    }
    .padding()
    .background(.bar)
  }

  /// The bar of these buttons; none without any. `second`: the key of the one that stands beside the main one.
  init?(_ buttons: [CoreButton], more: [CoreButton], model: TapModel, second: String? = nil) {
    guard let main = buttons.first(where: { $0.primary }) ?? buttons.first ?? more.first else { return nil }
    self.main = main
    let beside = buttons.first { $0.key == second && $0.key != main.key }
    self.beside = beside
    rest = (buttons + more).filter { $0.key != main.key && $0.key != beside?.key }
    self.model = model
  }
}

/// One of the rest: the second line of a menu says why it cannot be tapped.
private struct MenuButton: View {
  let button: CoreButton
  let model: TapModel

  var body: some View {
    Button(role: button.danger ? .destructive : nil, action: { model.tap(button) }) {
      Text(button.label)
      if !button.whyNot.isEmpty { Text(button.whyNot) }
    }
    .disabled(!button.enabled)
    .accessibilityIdentifier("button-\(button.key)")
  }
}
