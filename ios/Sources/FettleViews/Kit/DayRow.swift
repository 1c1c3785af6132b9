import FettleModels
import SwiftUI

/// A row of a day: the time as a column, three lines that are read at a glance, eight of them on the glass. The first of a group has the
/// group's title above it.
struct DayRow: View {
  let row: CoreRow
  let model: TapModel
  @Environment(\.dynamicTypeSize) private var letters

  var body: some View {
    VStack(alignment: .leading, spacing: 2) {
      if !row.heading.isEmpty {
        Text(row.heading).font(.subheadline.weight(.semibold)).accessibilityAddTraits(.isHeader)
      }
      HStack(spacing: 8) {
        Opens(route: row.open, shell: model.shell) { line }
        if !large { reach }
        if !row.buttons.isEmpty { TapButtons(buttons: row.buttons, model: model) }
      }
      if large {
        HStack {
          Spacer()
          reach
        }
      }
    }
    .listRowInsets(EdgeInsets(top: 2, leading: 12, bottom: 2, trailing: 12))
    .accessibilityIdentifier("row-\(row.key)")
  }

  /// The way there and whom to ring, side by side.
  @ViewBuilder private var reach: some View {
    HStack(spacing: 0) {
      if let place = row.map { MapButton(place: place, shell: model.shell) }
      if let phone = row.phone { CallButton(phone: phone, shell: model.shell) }
    }
  }

  private var line: some View {
    HStack(spacing: 8) {
      Text(row.lead).font(.footnote.weight(.semibold)).multilineTextAlignment(.leading).frame(minWidth: 44)
      VStack(alignment: .leading, spacing: 0) {
        Text(row.title).font(.subheadline.weight(.bold)).lineLimit(lines)
        if !row.detail.isEmpty { Text(row.detail).font(.footnote).lineLimit(lines) }
        if !row.note.isEmpty {
          Text(row.note).font(.caption).foregroundStyle(row.tone.color ?? .secondary).lineLimit(lines)
        }
      }
      Spacer()
      ToneSymbol(tone: row.tone, words: model.shell.words)
    }
    .frame(maxWidth: .infinity, minHeight: 52, alignment: .leading)
    .accessibilityElement(children: .combine)
  }

  /// Large letters need the width: what is tapped goes under them.
  private var large: Bool { letters >= .xxxLarge }

  /// Cut where letters have their usual size; large ones may go on.
  private var lines: ClosedRange<Int> { large ? 1...8 : 1...1 }
}
