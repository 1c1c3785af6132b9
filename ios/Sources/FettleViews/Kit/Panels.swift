import FettleModels
import SwiftUI

/// A form: its fields, and the button that takes them; others take the same fields and stand below it. What is half-filled is kept a moment
/// after the last key.
struct PanelView: View {
  let panel: CorePanel
  let model: TapModel
  var others: [CoreButton] = []

  var body: some View {
    if !panel.fields.isEmpty || panel.button != nil {
      Section(panel.title) {
        FieldRows(fields: panel.fields, form: form, model: model)
        if let button = panel.button {
          if button.primary {
            TapButton(button: button, wide: true, tapped: tap).buttonStyle(.borderedProminent).controlSize(.large)
          } else {
            TapButton(button: button, tapped: tap).buttonStyle(.bordered)
          }
        }
        ForEach(others, id: \.key) { other in
          TapButton(button: other) { model.tap(other, panel.fields, of: form) }.buttonStyle(.bordered)
        }
      }
      .accessibilityIdentifier("panel-\(panel.key)")
    }
  }

  private var form: FilledModel { model.form(panel.key) }

  private func tap() {
    guard let button = panel.button else { return }
    model.tap(button, panel.fields, of: form)
  }
}
