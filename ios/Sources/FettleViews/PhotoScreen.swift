import FettleModels
import SwiftUI

/// Taking a photo: the camera, a look at what was taken with what will be written into it, marks drawn on it, and keep or again.
struct PhotoScreenView: View {
  let model: PhotoModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Said(text: model.screen.purpose, key: "purpose")
      Section {
        if model.taken == nil { finder } else { review }
        if model.unreadable {
          Text(words.photoUnreadable).foregroundStyle(Color.red).accessibilityIdentifier("unreadable")
        }
        if model.taken == nil { take } else { choose }
        FieldRows(fields: [model.screen.caption], form: model.caption, model: model)
        if !model.screen.counts.isEmpty {
          Text(model.screen.countsTitle).font(.subheadline)
          FieldRows(fields: model.screen.counts, form: model.caption, model: model)
        }
      }
      Sections(sections: model.sections, model: model)
    }
  }

  private var words: CoreWords { model.shell.words }

  private var finder: some View {
    ZStack(alignment: .bottomLeading) {
      Viewfinder(shell: model.shell)
      watermark
    }
    .frame(height: Self.height)
  }

  /// What was taken, as the camera gave it, to be drawn on.
  @ViewBuilder private var review: some View {
    if model.picture == nil {
      Text(words.loading).frame(height: Self.height)
    } else {
      WholePhoto(picture: model.picture, label: words.photo) {
        ZStack(alignment: .bottomLeading) {
          PenLayer(ink: model.marks, lines: PenLine.marked, label: words.markPhoto).disabled(model.busy)
            .accessibilityIdentifier("marks")
          watermark
        }
      }
      .frame(height: Self.height)
      .frame(maxWidth: .infinity)
    }
    Text(words.markPhoto).font(.footnote).foregroundStyle(.secondary).accessibilityHidden(true)
    HStack(spacing: 8) { PenButtons(ink: model.marks, words: words, name: "mark") }.disabled(model.busy)
  }

  /// What the core will write into the picture, where it will stand; the core writes it, this only shows it.
  @ViewBuilder private var watermark: some View {
    // What the core writes into a picture from the gallery is that picture's own.
    if !model.screen.watermark.isEmpty && !model.chosen {
      Text(model.screen.watermark).font(.footnote).foregroundStyle(.white).shadow(color: .black, radius: 4)
        .padding(.all, 12)
        .allowsHitTesting(false)
        .accessibilityIdentifier("watermark")
    }
  }

  private var take: some View {
    HStack(spacing: 12) {
      if model.shell.gallery != nil {
        Button(action: { Task { await model.choose() } }) {
          Text(words.choosePhoto).frame(maxWidth: .infinity, minHeight: 44)
        }
        .buttonStyle(.bordered)
        .disabled(model.busy)
        .accessibilityIdentifier("button-gallery")
      }
      Button(action: { Task { await model.take() } }) {
        Text(model.busy ? words.loading : words.takePhoto).frame(maxWidth: .infinity, minHeight: 44)
      }
      .buttonStyle(.borderedProminent)
      .disabled(model.busy || model.shell.camera.allowed != .yes)
      .accessibilityIdentifier("button-take")
    }
    .controlSize(.large)
  }

  private var choose: some View {
    HStack(spacing: 12) {
      Button(action: { model.again() }) { Text(words.takeAgain).frame(maxWidth: .infinity, minHeight: 44) }
        .buttonStyle(.bordered)
        .accessibilityIdentifier("button-again")
      Button(action: { model.keep() }) { Text(words.keepPhoto).frame(maxWidth: .infinity, minHeight: 44) }
        .buttonStyle(.borderedProminent)
        .accessibilityIdentifier("button-keep")
    }
    .controlSize(.large)
    .disabled(model.busy)
  }

  /// Room for the picture, upright or across.
  private static let height: CGFloat = 400
}
