import FettleModels
import SwiftUI

/// A text of its own, such as the symptom in the customer's words; nothing when there is none.
struct Said: View {
  let text: String
  var key = "said"

  var body: some View {
    if !text.isEmpty { Text(text).font(.body).accessibilityIdentifier(key) }
  }
}

/// How far something is, as a bar and in words.
struct ProgressRow: View {
  let progress: CoreProgress

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      Text(progress.text).font(.headline)
      ProgressView(value: Double(progress.done), total: Double(max(progress.total, 1))).accessibilityHidden(true)
    }
    .accessibilityElement(children: .combine)
    .accessibilityIdentifier("progress")
  }
}

/// One state in large letters, on the ground of its tone.
struct StateRow: View {
  let text: String
  let tone: CoreTone
  let words: CoreWords

  var body: some View {
    HStack(spacing: 12) {
      ToneSymbol(tone: tone, words: words)
      Text(text).font(.headline)
    }
    .frame(minHeight: 44)
    .accessibilityElement(children: .combine)
    .listRowBackground((tone.color ?? .accentColor).opacity(0.15))
    .accessibilityIdentifier("state")
  }
}
