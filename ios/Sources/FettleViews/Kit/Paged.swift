import FettleModels
import SwiftUI

/// The rows of a long list: a list draws only those on the glass; near the end the next page is read.
struct PagedRows: View {
  let list: PagedModel
  let model: TapModel
  /// Drawn as the rows of a day: the time as a column, three short lines.
  var day = false

  var body: some View {
    if list.section.rows.isEmpty {
      if !list.section.empty.isEmpty { SectionRows(section: list.section, model: model) }
    } else {
      Section(list.section.title) {
        ForEach(list.section.rows, id: \.key) { row in
          if day { DayRow(row: row, model: model) } else { RowView(row: row, model: model) }
        }
        if let cursor = list.section.more { next(cursor) }
      }
    }
  }

  /// Drawn when the end of what was read is on the glass: reads on. Without a spinner that says nothing.
  private func next(_ cursor: String) -> some View {
    HStack {
      if list.failed {
        Button(model.shell.words.retry) { Task { await list.next() } }.buttonStyle(.bordered)
      } else {
        Text(model.shell.words.loading).foregroundStyle(.secondary)
      }
    }
    .frame(minHeight: 44)
    .id(cursor)
    .task(id: cursor) { await list.next() }
  }
}
