import FettleModels
import SwiftUI

/// Before the core is open: that it is being opened, or why it cannot be, and beginning anew where that helps.
public struct OpeningView: View {
  let held: Held

  public init(held: Held) { self.held = held }

  public var body: some View {
    VStack(spacing: 16) {
      Text(held.failure?.text ?? held.words?.loading ?? "")
      if let words = held.words, held.failure != nil {
        Button(words.retry) { held.again() }.buttonStyle(.bordered).controlSize(.large)
        if held.canBeginAnew {
          Button(words.confirm, role: .destructive) { held.anew() }.buttonStyle(.bordered).controlSize(.large)
            .accessibilityIdentifier("button-anew")
        }
      }
    }
    .padding()
    .accessibilityIdentifier("opening")
  }
}
