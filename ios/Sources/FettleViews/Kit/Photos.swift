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

  private var shown: Image? {
    #if canImport(UIKit)
      (picture as? UIImage).map { Image(uiImage: $0) }
    #else
      nil
    #endif
  }
}
