import FettleModels
import SwiftUI

/// A line across the screen that has to be known before anything else.
struct BannerRow: View {
  let banner: CoreBanner
  let model: TapModel

  var body: some View {
    HStack(spacing: 12) {
      ToneSymbol(tone: banner.tone, words: model.shell.words)
      Text(banner.text).font(.subheadline)
    }
    .frame(minHeight: 44)
    .accessibilityElement(children: .combine)
    .listRowBackground((banner.tone.color ?? .accentColor).opacity(0.15))
    .onTapGesture { if let route = banner.open { model.shell.open(route) } }
  }
}

/// A titled group with its rows, or what it says when there are none.
struct SectionRows: View {
  let section: CoreSection
  let model: TapModel

  var body: some View {
    Section(section.title) {
      if section.rows.isEmpty {
        Text(section.empty).foregroundStyle(.secondary)
      }
      ForEach(section.rows, id: \.key) { RowView(row: $0, model: model) }
    }
  }
}

/// One row: symbol, two lines, what stands at the end, and what can be done with it.
struct RowView: View {
  let row: CoreRow
  let model: TapModel

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      HStack(spacing: 12) {
        ToneSymbol(tone: row.tone, words: model.shell.words)
        VStack(alignment: .leading, spacing: 2) {
          Text(row.title).font(.body)
          if !row.detail.isEmpty { Text(row.detail).font(.subheadline).foregroundStyle(.secondary) }
        }
        Spacer()
        if !row.trailing.isEmpty {
          Text(row.trailing).font(.subheadline.weight(.medium)).foregroundStyle(row.tone.color ?? .accentColor)
            .multilineTextAlignment(.trailing)
        }
        if row.open != nil {
          Image(systemName: "chevron.forward").foregroundStyle(.secondary).accessibilityHidden(true)
        }
      }
      .frame(minHeight: 44)
      .accessibilityElement(children: .combine)
      .onTapGesture { if let route = row.open { model.shell.open(route) } }
      if !row.buttons.isEmpty {
        HStack(spacing: 8) {
          ForEach(row.buttons, id: \.key) { button in
            TapButton(button: button, model: model).buttonStyle(.bordered)
          }
        }
      }
    }
  }
}
