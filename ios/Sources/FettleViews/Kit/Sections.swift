import FettleModels
import SwiftUI

/// A line across the screen that has to be known before anything else.
struct BannerRow: View {
  let banner: CoreBanner
  let model: TapModel

  var body: some View {
    Opens(route: banner.open, shell: model.shell) {
      HStack(spacing: 12) {
        ToneSymbol(tone: banner.tone, words: model.shell.words)
        Text(banner.text).font(.subheadline)
        Spacer()
        if banner.open != nil { Chevron() }
      }
      .frame(minHeight: 44)
      .accessibilityElement(children: .combine)
    }
    .listRowBackground((banner.tone.color ?? .accentColor).opacity(0.15))
  }
}

/// Sections one after the other.
struct Sections: View {
  let sections: [CoreSection]
  let model: TapModel

  var body: some View {
    ForEach(sections, id: \.key) { SectionRows(section: $0, model: model) }
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

/// One row: symbol or photo, two lines, what stands at the end, and what can be done with it.
struct RowView: View {
  let row: CoreRow
  let model: TapModel

  var body: some View {
    VStack(alignment: .leading, spacing: 8) {
      HStack(spacing: 12) {
        Opens(route: row.open, shell: model.shell) { line }
        if let place = row.map { MapButton(place: place, shell: model.shell) }
        if let phone = row.phone { CallButton(phone: phone, shell: model.shell) }
        if let text = row.message { CopyButton(text: text, shell: model.shell) }
      }
      if !row.buttons.isEmpty { TapButtons(buttons: row.buttons, model: model) }
    }
    .accessibilityIdentifier("row-\(row.key)")
  }

  private var line: some View {
    HStack(spacing: 12) {
      if let photo = row.photo {
        PhotoImage(picture: model.shell.photo(photo), label: model.shell.words.photo).thumbnail(56)
      } else {
        ToneSymbol(tone: row.tone, words: model.shell.words)
      }
      ViewThatFits(in: .horizontal) {
        HStack(spacing: 12) {
          lines
          Spacer()
          trailing
        }
        VStack(alignment: .leading, spacing: 4) {
          lines
          trailing
        }
      }
      if row.open != nil { Chevron() }
    }
    .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
    .accessibilityElement(children: .combine)
  }

  private var lines: some View {
    VStack(alignment: .leading, spacing: 2) {
      Text(row.title).font(.body)
      if !row.detail.isEmpty { Text(row.detail).font(.subheadline).foregroundStyle(.secondary) }
    }
  }

  @ViewBuilder private var trailing: some View {
    if !row.trailing.isEmpty {
      Text(row.trailing).font(.subheadline.weight(.medium)).foregroundStyle(row.tone.color ?? .accentColor)
        .multilineTextAlignment(.trailing)
    }
  }
}

/// Opens the phone's map; also there where the row itself leads elsewhere.
struct MapButton: View {
  let place: CorePlace
  let shell: any Shell

  var body: some View {
    Button(action: { shell.map(place) }) {
      Image(systemName: "map").frame(minWidth: 48, minHeight: 48)
    }
    .buttonStyle(.borderless)
    .accessibilityLabel(shell.words.map)
    .accessibilityIdentifier("map")
  }
}

/// Shows the number in the phone's dialler; held, it offers to copy it.
struct CallButton: View {
  let phone: CoreNumber
  let shell: any Shell

  var body: some View {
    Button(action: { shell.call(phone) }) {
      Image(systemName: "phone").frame(minWidth: 48, minHeight: 48)
    }
    .buttonStyle(.borderless)
    .contextMenu { Button(shell.words.copyNumber, action: { shell.copy(phone.number) }) }
    .accessibilityLabel("\(shell.words.call): \(phone.name)")
    .accessibilityIdentifier("call")
  }
}

/// Copies a text for somebody else.
private struct CopyButton: View {
  let text: String
  let shell: any Shell

  var body: some View {
    Button(action: { shell.copy(text) }) {
      Image(systemName: "doc.on.doc").frame(minWidth: 48, minHeight: 48)
    }
    .buttonStyle(.borderless)
    .accessibilityLabel(shell.words.copyText)
    .accessibilityIdentifier("copy")
  }
}

/// A button where there is somewhere to go, so that VoiceOver and a keyboard know it; else only what is drawn.
struct Opens<Content: View>: View {
  let route: CoreRoute?
  let shell: any Shell
  private let content: Content

  init(route: CoreRoute?, shell: any Shell, @ViewBuilder content: () -> Content) {
    self.route = route
    self.shell = shell
    self.content = content()
  }

  var body: some View {
    if let route {
      Button(action: { shell.open(route) }) { content.contentShape(Rectangle()) }.buttonStyle(.plain)
    } else {
      content
    }
  }
}

private struct Chevron: View {
  var body: some View {
    Image(systemName: "chevron.forward").foregroundStyle(.secondary).accessibilityHidden(true)
  }
}
