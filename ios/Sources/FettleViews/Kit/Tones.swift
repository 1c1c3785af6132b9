import FettleModels
import SwiftUI

// How a tone looks: a colour and a symbol, never a colour alone; and what VoiceOver says before it.
extension CoreTone {
  var color: Color? {
    switch self {
    case .plain, .info: nil
    case .good: .green
    case .warning: .orange
    case .bad: .red
    }
  }

  var symbol: String? {
    switch self {
    case .plain: nil
    case .info: "info.circle.fill"
    case .good: "checkmark.circle.fill"
    case .warning: "exclamationmark.triangle.fill"
    case .bad: "exclamationmark.octagon.fill"
    }
  }

  func spoken(_ words: CoreWords) -> String {
    switch self {
    case .plain, .info: ""
    case .good: words.good
    case .warning: words.warning
    case .bad: words.urgent
    }
  }
}

/// The symbol of a tone, when it has one.
struct ToneSymbol: View {
  let tone: CoreTone
  let words: CoreWords

  var body: some View {
    if let symbol = tone.symbol {
      Image(systemName: symbol)
        .foregroundStyle(tone.color ?? .accentColor)
        .accessibilityLabel(tone.spoken(words))
    }
  }
}
