import SwiftUI

/// A QR code as the core gives it, `#` for dark: black on white in every theme, with the light margin that readers need.
struct QrCode: View {
  let rows: [String]
  let label: String

  var body: some View {
    Canvas { context, size in
      let module = min(size.width, size.height) / CGFloat(rows.count + 2 * Self.quiet)
      context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(.white))
      for (y, row) in rows.enumerated() {
        for (x, dark) in row.enumerated() where dark == "#" {
          let at = CGPoint(x: CGFloat(x + Self.quiet) * module, y: CGFloat(y + Self.quiet) * module)
          context.fill(
            Path(CGRect(origin: at, size: CGSize(width: module, height: module))), with: .color(.black))
        }
      }
    }
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(label)
    .accessibilityIdentifier("qr")
  }

  /// The light margin, in modules (ISO/IEC 18004).
  private static let quiet = 4
}
