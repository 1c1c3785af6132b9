import FettleModels
import SwiftUI

/// A camera that can show what it sees.
@MainActor
public protocol PreviewingCamera: Camera {
  /// What it sees while it runs.
  func preview() -> AnyView
}

/// What the camera sees, its light, or why there is nothing to see and what can be done about it.
struct Viewfinder: View {
  let shell: any Shell
  /// Gives what takes the frames, where codes are looked for; asked when the camera begins.
  var frames: (@MainActor () -> FrameTaker?)?

  var body: some View {
    if shell.camera.allowed == .yes {
      Live(shell: shell, frames: frames)
    } else {
      refused
    }
  }

  private var refused: some View {
    VStack(spacing: 16) {
      Text(shell.camera.allowed == .none ? shell.words.noCamera : shell.words.cameraRefused).font(.body)
      if shell.camera.allowed == .ask {
        Button(shell.words.allowCamera) { shell.camera.ask() }.buttonStyle(.borderedProminent).controlSize(.large)
          .accessibilityIdentifier("button-allow")
      }
    }
    .padding()
    .frame(maxWidth: .infinity, minHeight: 160)
    .background(Color.gray.opacity(0.15))
    .accessibilityIdentifier("no-camera")
  }
}

/// The camera while it runs: it begins when this comes onto the glass, and ends when it goes.
private struct Live: View {
  let shell: any Shell
  let frames: (@MainActor () -> FrameTaker?)?
  @State private var use: Int?
  @State private var lit = false

  var body: some View {
    // The light below, where the thumb is that takes the picture.
    ZStack(alignment: .bottomTrailing) {
      if let camera = shell.camera as? any PreviewingCamera { camera.preview() } else { Color.black }
      if shell.camera.hasTorch {
        Toggle(isOn: $lit) { Label(shell.words.torch, systemImage: "flashlight.on.fill").frame(minHeight: 44) }
          .toggleStyle(.button)
          .padding(.all, 8)
          .accessibilityIdentifier("button-torch")
      }
    }
    .clipShape(RoundedRectangle(cornerRadius: 16))
    .accessibilityLabel(shell.words.preview)
    .onAppear { use = shell.camera.begin(frames?()) }
    .onDisappear {
      if let use { shell.camera.end(use) }
      use = nil
    }
    .onChange(of: lit) { shell.camera.torch(lit) }
  }
}
