import FettleModels
import SwiftUI

#if canImport(UIKit)
  import UIKit
#endif

/// A decoded picture; a grey field where it is not there yet.
struct PhotoImage: View {
  let picture: Picture?
  let label: String

  var body: some View {
    if let shown {
      shown.resizable().scaledToFill().accessibilityLabel(label)
    } else {
      Color.gray.opacity(0.2).accessibilityLabel(label)
    }
  }

  /// As a small square.
  func thumbnail(_ side: Double) -> some View {
    frame(width: side, height: side).clipShape(RoundedRectangle(cornerRadius: 12))
  }

  private var shown: Image? { drawable(picture) }
}

/// A decoded picture as a whole, and `over` exactly on it, whatever is left beside it.
struct WholePhoto<Over: View>: View {
  let picture: Picture?
  let label: String
  private let over: Over

  init(picture: Picture?, label: String, @ViewBuilder over: () -> Over) {
    self.picture = picture
    self.label = label
    self.over = over()
  }

  var body: some View {
    if let shown = drawable(picture) {
      // An overlay has the size of what it lies on, and that is the picture as it was made to fit.
      shown.resizable().scaledToFit().accessibilityLabel(label).overlay { over.clipShape(Rectangle()) }
    }
  }
}

private func drawable(_ picture: Picture?) -> Image? {
  #if canImport(UIKit)
    (picture as? UIImage).map { Image(uiImage: $0) }
  #else
    nil
  #endif
}
