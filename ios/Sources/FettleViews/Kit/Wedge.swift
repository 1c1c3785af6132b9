import FettleModels
import SwiftUI

/// Hands the keys of a hardware keyboard to a scanner's model before anything is typed. `takingFocus`: also while no field has the focus.
private struct WedgeKeys<Content: View>: View {
  let model: WedgeModel
  let takingFocus: Bool
  let content: Content
  @FocusState private var focused: Bool

  var body: some View {
    if takingFocus {
      keys.focusable().focusEffectDisabled().focused($focused).onAppear { focused = true }
    } else {
      keys
    }
  }

  private var keys: some View {
    content.onKeyPress(phases: .down) { press in
      let stroke = KeyStroke(
        press.characters, control: press.modifiers.contains(.control), at: ProcessInfo.processInfo.systemUptime)
      return model.key(stroke) ? .handled : .ignored
    }
  }
}

extension View {
  /// A keyboard-wedge scanner may type here.
  func wedge(_ model: WedgeModel, takingFocus: Bool = false) -> some View {
    WedgeKeys(model: model, takingFocus: takingFocus, content: self)
  }
}

/// A field for a code: what a scanner types takes the place of what stood there, whole and with its separators.
struct CodeField<Content: View>: View {
  let value: Binding<String>
  let content: Content
  @State private var model: WedgeModel

  init(_ value: Binding<String>, @ViewBuilder content: () -> Content) {
    self.value = value
    self.content = content()
    _model = State(wrappedValue: WedgeModel { value.wrappedValue = $0 })
  }

  var body: some View { content.wedge(model) }
}
