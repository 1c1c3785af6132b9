import FettleModels
import SwiftUI

/// Taking a photo: the camera, a look at what was taken with what will be written into it, and keep or again.
struct PhotoScreenView: View {
  let model: PhotoModel

  var body: some View {
    ScreenFrame(head: model.screen.head, model: model) {
      Said(text: model.screen.purpose, key: "purpose")
      Section {
        ZStack(alignment: .bottomLeading) {
          if model.taken == nil { Viewfinder(shell: model.shell) } else { review }
          watermark
        }
        .frame(height: 400)
        FieldRows(fields: [model.screen.caption], form: model.caption, model: model)
        if model.taken == nil { take } else { choose }
      }
      Sections(sections: model.sections, model: model)
    }
  }

  private var words: CoreWords { model.shell.words }

  /// What was taken, as the camera gave it.
  @ViewBuilder private var review: some View {
    if model.picture == nil { Text(words.loading) } else { PhotoImage(picture: model.picture, label: words.photo) }
  }

  /// What the core will write into the picture, where it will stand; the core writes it, this only shows it.
  @ViewBuilder private var watermark: some View {
    if !model.screen.watermark.isEmpty {
      Text(model.screen.watermark).font(.footnote).foregroundStyle(.white).shadow(color: .black, radius: 4)
        .padding(.all, 12)
        .accessibilityIdentifier("watermark")
    }
  }

  private var take: some View {
    Button(action: { Task { await model.take() } }) {
      Text(model.busy ? words.loading : words.takePhoto).frame(maxWidth: .infinity, minHeight: 44)
    }
    .buttonStyle(.borderedProminent)
    .controlSize(.large)
    .disabled(model.busy || model.shell.camera.allowed != .yes)
    .accessibilityIdentifier("button-take")
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
  }
}
