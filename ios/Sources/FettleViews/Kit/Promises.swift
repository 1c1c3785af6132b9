import FettleModels
import SwiftUI

/// What was promised, side by side, the time left largest; one under the other where letters are large or promises many.
struct Promises: View {
  let section: CoreSection
  let words: CoreWords

  var body: some View {
    if !section.rows.isEmpty {
      Section(section.title) {
        ViewThatFits(in: .horizontal) {
          HStack(alignment: .top, spacing: 16) { all }
          VStack(alignment: .leading, spacing: 12) { all }
        }
      }
    }
  }

  private var all: some View {
    ForEach(section.rows, id: \.key) { row in
      VStack(alignment: .leading, spacing: 4) {
        HStack(spacing: 6) {
          ToneSymbol(tone: row.tone, words: words)
          Text(row.title).font(.subheadline)
        }
        // Kept or settled: no time is left to show, what became of it stands instead.
        if !row.trailing.isEmpty { Text(row.trailing).font(.title3.weight(.semibold)) }
        if !row.detail.isEmpty { Text(row.detail).font(row.trailing.isEmpty ? .headline : .footnote) }
      }
      .foregroundStyle(row.tone.color ?? .primary)
      .accessibilityElement(children: .combine)
    }
  }
}
