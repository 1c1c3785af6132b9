import FettleModels
import SwiftUI

/// Asks for what a button needs before it acts, and for a yes where it cannot be taken back.
struct AskView: View {
  @Bindable var ask: AskModel
  let model: TapModel

  var body: some View {
    NavigationStack {
      Form {
        if !ask.button.confirm.isEmpty { Text(ask.button.confirm) }
        ForEach(ask.button.ask, id: \.key) { field in
          FieldView(field: field, value: $ask[field.key], model: model)
        }
      }
      .navigationTitle(ask.button.label)
      .toolbar {
        ToolbarItem(placement: .cancellationAction) {
          Button(model.shell.words.cancel) { model.leave() }
        }
        ToolbarItem(placement: .confirmationAction) {
          Button(model.shell.words.confirm, role: ask.button.danger ? .destructive : nil) { model.answer() }
        }
      }
    }
  }
}
