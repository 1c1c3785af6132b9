import FettleModels
import SwiftUI

/// Fields under each other, with what is typed into them.
struct FieldRows: View {
  let fields: [CoreField]
  let form: FilledModel
  let model: TapModel

  var body: some View {
    ForEach(fields, id: \.key) { field in
      FieldView(field: field, value: Binding(get: { form[field] }, set: { form[field] = $0 }), model: model)
    }
  }
}

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
        if field.choices.count > Self.few {
          LongChoice(field: field, label: label, value: value, words: model.shell.words)
        } else {
          Picker(label, selection: value) {
            ForEach(field.choices, id: \.key) { Text($0.label).frame(minHeight: 44).tag($0.key) }
          }
          .pickerStyle(.inline)
        }
      case .dateTime:
        DateTimeField(field: field, label: label, value: value, words: model.shell.words)
      case .secret:
        Text(label).font(.subheadline).accessibilityHidden(true)
        SecureField(label, text: value).frame(minHeight: 44)
      default:
        // The label stays in sight when something is typed.
        Text(label).font(.subheadline).accessibilityHidden(true)
        typed
      }
      if !below.isEmpty {
        Text(below).font(.footnote).foregroundStyle(wrong.isEmpty ? Color.secondary : Color.red)
          .accessibilityIdentifier("below-\(field.key)")
      }
    }
    .accessibilityIdentifier("field-\(field.key)")
  }

  private var typed: some View {
    HStack {
      if field.kind == .code { CodeField(value) { line } } else { line }
      if !field.unit.isEmpty { Text(field.unit).foregroundStyle(.secondary) }
      if field.kind == .code {
        Button(model.shell.words.scan) { model.shell.scan { value.wrappedValue = $0 } }
          .buttonStyle(.bordered)
          .accessibilityIdentifier("scan-\(field.key)")
      }
    }
  }

  private var line: some View {
    TextField(label, text: value, axis: field.kind == .longText ? .vertical : .horizontal)
      .lineLimit(field.kind == .longText ? 3...8 : 1...1)
      .textFieldStyle(.roundedBorder)
      .keyboard(field.kind)
      .frame(minHeight: 44)
  }

  private var label: String { field.required ? "\(field.label) (\(model.shell.words.required))" : field.label }

  private var wrong: String { model.wrong(field) }

  /// What is wrong first, else the help.
  private var below: String { wrong.isEmpty ? field.hint : wrong }

  /// As many choices stand under each other; more are looked through in a list of their own.
  private static let few = 6
}

extension View {
  /// The keyboard that fits.
  @ViewBuilder
  fileprivate func keyboard(_ kind: CoreKind) -> some View {
    #if os(iOS)
      switch kind {
      case .number: keyboardType(.decimalPad)
      case .count, .minutes: keyboardType(.numberPad)
      case .phone: keyboardType(.phonePad)
      case .code: keyboardType(.asciiCapable).textInputAutocapitalization(.never).autocorrectionDisabled()
      default: self
      }
    #else
      self
    #endif
  }
}
