import FettleModels
import SwiftUI

/// The work in sight, in its order, after whom to call: two columns with symbols, large enough for gloves; one column where letters are
/// large.
struct WorkGrid: View {
  let call: CoreNumber?
  let buttons: [CoreButton]
  let model: TapModel
  @Environment(\.dynamicTypeSize) private var letters

  var body: some View {
    if let call {
      Button(role: nil, action: { model.shell.call(call) }) {
        CellLabel(symbol: "phone", text: "\(model.shell.words.call): \(call.name)")
      }
      .buttonStyle(.bordered)
      .accessibilityIdentifier("work-call")
    }
    ForEach(Array(lines.enumerated()), id: \.offset) { WorkLine(buttons: $1, model: model) }
  }

  private var lines: [[CoreButton]] {
    let columns = letters >= .accessibility1 ? 1 : 2
    return stride(from: 0, to: buttons.count, by: columns).map { Array(buttons[$0..<min($0 + columns, buttons.count)]) }
  }
}

private struct WorkLine: View {
  let buttons: [CoreButton]
  let model: TapModel

  var body: some View {
    HStack(alignment: .top, spacing: 8) {
      ForEach(buttons, id: \.key) { WorkCell(button: $0, model: model) }
    }
  }
}

private struct WorkCell: View {
  let button: CoreButton
  let model: TapModel

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Button(role: nil, action: { model.tap(button) }) {
        CellLabel(symbol: symbol, text: button.label)
      }
      .buttonStyle(.bordered)
      .disabled(!button.enabled)
      .accessibilityIdentifier("button-\(button.key)")
      if !button.whyNot.isEmpty { Text(button.whyNot).font(.footnote).foregroundStyle(.secondary) }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
  }

  /// The symbol beside a step of the work; the words say what it is.
  private var symbol: String {
    switch button.key {
    case "photo", "evidence_photo": "camera"
    case "take", "replace": "shippingbox"
    case "start", "resume", "work": "wrench.and.screwdriver"
    case "complete": "checkmark.circle"
    case "sign", "sign_day": "signature"
    case "backup": "externaldrive"
    case "arrive": "mappin.and.ellipse"
    case "ready": "car"
    case "plan": "calendar"
    case "remote": "phone"
    case "come_back": "arrow.uturn.backward"
    case "sheet": "doc.text"
    default: button.key.hasPrefix("check_") ? "checklist" : "info.circle"
    }
  }
}

private struct CellLabel: View {
  let symbol: String
  let text: String

  var body: some View {
    HStack(spacing: 10) {
      Image(systemName: symbol).accessibilityHidden(true)
      Text(text).multilineTextAlignment(.leading)
    }
    .frame(maxWidth: .infinity, minHeight: 56, alignment: .leading)
  }
}
