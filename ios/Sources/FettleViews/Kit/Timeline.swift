import FettleModels
import SwiftUI

/// What happened, newest first: the same rows as everywhere, drawn as time, each with its photo at a size that one can see.
struct TimelineRows: View {
  let section: CoreSection
  let model: TapModel

  var body: some View {
    if !section.rows.isEmpty {
      Section(section.title) {
        ForEach(section.rows, id: \.key) { row in
          Opens(route: row.open, shell: model.shell) { line(row) }
        }
      }
    }
  }

  private func line(_ row: CoreRow) -> some View {
    HStack(alignment: .top, spacing: 14) {
      Circle().fill(row.tone.color ?? .secondary).frame(width: 12, height: 12).padding(.vertical, 4)
        .accessibilityHidden(true)
      VStack(alignment: .leading, spacing: 4) {
        Text(row.title).font(.body)
        if !row.detail.isEmpty { Text(row.detail).font(.subheadline).foregroundStyle(.secondary) }
        if !row.trailing.isEmpty { Text(row.trailing).font(.footnote).foregroundStyle(.secondary) }
        if let photo = row.photo {
          PhotoImage(picture: model.shell.photo(photo), label: model.shell.words.photo).thumbnail(120)
        }
      }
    }
    .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
    .accessibilityElement(children: .combine)
  }
}
