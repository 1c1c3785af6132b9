import FettleModels
import SwiftUI

/// Something to fill in, as its kind asks: the values are texts, as the core wants them.
struct FieldView: View {
  let field: CoreField
  let value: Binding<String>
  let model: TapModel

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      switch field.kind {
      case .switch:
        Toggle(
          field.label,
          isOn: Binding(get: { value.wrappedValue == "true" }, set: { value.wrappedValue = $0 ? "true" : "false" }))
      case .choice:
        Picker(label, selection: value) {
          ForEach(field.choices, id: \.key) { Text($0.label).tag($0.key) }
        }
      case .code:
        HStack {
          TextField(label, text: value, axis: .horizontal)
          Button(model.shell.words.scan) { model.shell.scan { value.wrappedValue = $0 } }
        }
      case .secret:
        SecureField(label, text: value)
      case .longText:
        TextField(label, text: value, axis: .vertical).lineLimit(3...8)
      default:
        HStack {
          TextField(label, text: value, axis: .horizontal)
          if !field.unit.isEmpty { Text(field.unit).foregroundStyle(.secondary) }
        }
      }
      if !below.isEmpty {
        Text(below).font(.footnote).foregroundStyle(field.error.isEmpty ? Color.accentColor.opacity(0.8) : .red)
      }
    }
    .accessibilityIdentifier("field-\(field.key)")
  }

  private var label: String { field.required ? "\(field.label) (\(model.shell.words.required))" : field.label }

  /// What is wrong first, else the help.
  private var below: String { field.error.isEmpty ? field.hint : field.error }
}
