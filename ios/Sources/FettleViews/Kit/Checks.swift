import FettleModels
import SwiftUI

/// The items of a checklist under their headings, with how far it is.
struct ChecklistRows: View {
  let progress: CoreProgress
  let groups: [CoreGroup]
  let model: TapModel

  var body: some View {
    if !groups.isEmpty {
      ProgressRow(progress: progress)
      ForEach(Array(groups.enumerated()), id: \.offset) { _, group in
        Section(group.title) {
          ForEach(group.items, id: \.slot) { CheckItem(item: $0, model: model) }
        }
      }
    }
  }
}

/// One item: what is asked, of which machine, the answer to fill in, photos, and what is still wanted.
private struct CheckItem: View {
  let item: CoreItem
  let model: TapModel

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      title
      if !item.note.isEmpty { Text(item.note).font(.subheadline).foregroundStyle(item.tone.color ?? .accentColor) }
      if item.buttons.contains(where: { $0.key == "answer" }) {
        FieldRows(fields: item.fields, form: model.form(of: item), model: model)
      }
      Thumbnails(photos: item.photos, shell: model.shell)
      ViewThatFits(in: .horizontal) {
        HStack(alignment: .top, spacing: 8) { buttons }
        VStack(alignment: .leading, spacing: 8) { buttons }
      }
    }
    .padding(.vertical, 4)
    .accessibilityIdentifier("item-\(item.slot)")
  }

  private var title: some View {
    HStack(alignment: .top, spacing: 12) {
      if item.done {
        Image(systemName: "checkmark.circle.fill").foregroundStyle(item.tone.color ?? .accentColor)
          .accessibilityLabel(model.shell.words.answered)
      }
      VStack(alignment: .leading, spacing: 2) {
        Text(item.required && !item.done ? "\(item.label) (\(model.shell.words.required))" : item.label).font(.headline)
        if !item.equipment.isEmpty { Text(item.equipment).font(.subheadline).foregroundStyle(.secondary) }
        if !item.answer.isEmpty { Text(item.answer).font(.subheadline).foregroundStyle(.secondary) }
      }
    }
    .accessibilityElement(children: .combine)
    .accessibilityAddTraits(.isHeader)
  }

  private var buttons: some View {
    ForEach(item.buttons, id: \.key) { button in
      TapButton(button: button) { model.tap(button, on: item) }.buttonStyle(.bordered)
    }
  }
}

/// Photos in a row that can be pushed along.
struct Thumbnails: View {
  let photos: [String]
  let shell: any Shell

  var body: some View {
    if !photos.isEmpty {
      ScrollView(.horizontal) {
        HStack(spacing: 8) {
          ForEach(photos, id: \.self) { PhotoImage(picture: shell.photo($0), label: shell.words.photo).thumbnail(72) }
        }
      }
    }
  }
}
