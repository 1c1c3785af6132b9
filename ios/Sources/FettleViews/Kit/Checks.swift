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

/// One item: what is asked, of which machine, the answers to tap or the answer to fill in, photos, and what is still wanted. The remark is
/// closed until it is wanted.
private struct CheckItem: View {
  let item: CoreItem
  let model: TapModel
  @State private var remarking = false

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      title
      if !item.note.isEmpty { Text(item.note).font(.subheadline).foregroundStyle(item.tone.color ?? .accentColor) }
      if !item.answers.isEmpty { Answers(item: item, model: model) }
      if item.answerable {
        FieldRows(fields: item.asked, form: model.form(of: item), model: model)
        if remark { FieldRows(fields: item.remarks, form: model.form(of: item), model: model) }
      }
      Thumbnails(photos: item.photos, shell: model.shell)
      ViewThatFits(in: .horizontal) {
        HStack(alignment: .center, spacing: 8) { buttons }
        VStack(alignment: .leading, spacing: 8) { buttons }
      }
    }
    .padding(.vertical, 4)
    .accessibilityIdentifier("item-\(item.slot)")
  }

  private var remark: Bool { item.answerable && (remarking || item.remarkOpen) }

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

  @ViewBuilder private var buttons: some View {
    if item.answerable && !remark {
      ForEach(item.remarks, id: \.key) { field in
        ItemIcon(symbol: "square.and.pencil", label: field.label, name: "remark-open") { remarking = true }
      }
    }
    ForEach(item.buttons, id: \.key) { button in
      if button.key == "photo" {
        ItemIcon(symbol: "camera", label: button.label, name: "button-photo") { model.tap(button, on: item) }
      } else if button.key != "remark" || remark {
        // What saves the remark stands with it.
        TapButton(button: button) { model.tap(button, on: item) }.buttonStyle(.bordered)
      }
    }
  }
}

/// The answers beside each other, or under each other where letters are large: each is recorded at one tap.
private struct Answers: View {
  let item: CoreItem
  let model: TapModel

  var body: some View {
    ViewThatFits(in: .horizontal) {
      HStack(alignment: .top, spacing: 8) { all }
      VStack(alignment: .leading, spacing: 8) { all }
    }
  }

  private var all: some View {
    ForEach(item.answers, id: \.button.key) { answer in
      AnswerButton(answer: answer) { model.tap(answer.button, on: item) }
    }
  }
}

/// One of the answers. Which is chosen is said by a mark and a frame, never by the colour alone.
private struct AnswerButton: View {
  let answer: CoreAnswerTap
  let tapped: @MainActor () -> Void

  var body: some View {
    Button(action: tapped) {
      HStack(spacing: 4) {
        if answer.chosen { Image(systemName: "checkmark").accessibilityHidden(true) }
        Text(answer.button.label).font(.subheadline.weight(.semibold))
      }
      .fixedSize(horizontal: true, vertical: false)
      .padding(.horizontal, 8)
      .frame(maxWidth: .infinity, minHeight: 56)
      .background(answer.chosen ? tint.opacity(0.18) : .clear, in: RoundedRectangle(cornerRadius: 12))
      .overlay(
        RoundedRectangle(cornerRadius: 12).stroke(answer.chosen ? tint : .secondary, lineWidth: answer.chosen ? 2 : 1)
      )
      .contentShape(Rectangle())
    }
    .buttonStyle(.plain)
    .disabled(!answer.button.enabled)
    .accessibilityAddTraits(answer.chosen ? .isSelected : [])
    .accessibilityIdentifier("button-\(answer.button.key)")
  }

  private var tint: Color { answer.tone.color ?? .accentColor }
}

/// What opens beside an item: a symbol, with what it is for whoever does not see it.
private struct ItemIcon: View {
  let symbol: String
  let label: String
  let name: String
  let tapped: @MainActor () -> Void

  var body: some View {
    Button(action: tapped) { Image(systemName: symbol).frame(minWidth: 40, minHeight: 40) }
      .buttonStyle(.bordered)
      .accessibilityLabel(label)
      .accessibilityIdentifier(name)
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
