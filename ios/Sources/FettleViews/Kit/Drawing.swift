import FettleModels
import SwiftUI

/// A signature as the core draws it.
struct SignatureView: View {
  let drawing: Drawing
  let label: String

  init?(svg: String, label: String) {
    guard let drawing = Drawing(svg: svg) else { return nil }
    self.drawing = drawing
    self.label = label
  }

  var body: some View {
    GeometryReader { glass in
      let factor = min(Double(glass.size.width) / drawing.width, Double(glass.size.height) / drawing.height)
      path(factor).stroke(
        Color.primary, style: StrokeStyle(lineWidth: drawing.pen * factor, lineCap: .round, lineJoin: .round))
    }
    .aspectRatio(drawing.width / drawing.height, contentMode: .fit)
    .accessibilityLabel(label)
  }

  private func path(_ factor: Double) -> Path {
    Path { path in
      for step in drawing.steps {
        switch step {
        case .move(let x, let y): path.move(to: CGPoint(x: x * factor, y: y * factor))
        case .line(let x, let y): path.addLine(to: CGPoint(x: x * factor, y: y * factor))
        case .curve(let cx, let cy, let x, let y):
          path.addQuadCurve(
            to: CGPoint(x: x * factor, y: y * factor), control: CGPoint(x: cx * factor, y: cy * factor))
        }
      }
    }
  }
}
