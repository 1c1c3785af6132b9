import FettleModels
import SwiftUI

/// Asks for what a button needs before it acts, and for a yes where it cannot be taken back. What was refused is said here, where it can be
/// mended.
struct AskView: View {
  @Bindable var ask: AskModel
  let model: TapModel

  var body: some View {
    NavigationStack {
      Form {
        if let refusal = model.shell.refusal {
          Label(refusal.text, systemImage: "exclamationmark.octagon.fill").foregroundStyle(.red)
            .accessibilityIdentifier("refusal")
        }
        if !ask.button.confirm.isEmpty { Text(ask.button.confirm) }
        ForEach(ask.button.ask, id: \.key) { field in
          FieldView(field: field, value: value(field), model: model)
        }
      }
      .navigationTitle(ask.button.label)
      .toolbar {
        ToolbarItem(placement: .cancellationAction) {
          Button(model.shell.words.cancel) { model.leave() }
        }
        ToolbarItem(placement: .confirmationAction) {
          Button(model.shell.words.confirm, role: ask.button.danger ? .destructive : nil) { model.answer() }
            .accessibilityIdentifier("ask-confirm")
        }
      }
    }
  }

  private func value(_ field: CoreField) -> Binding<String> {
    let filled = ask.filled
    return Binding(get: { filled[field] }, set: { filled[field] = $0 })
  }
}
