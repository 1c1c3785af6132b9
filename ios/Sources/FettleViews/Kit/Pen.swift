import FettleModels
import SwiftUI

/// One way of drawing the ink: its colour, and how wide as a share of the longer side.
struct PenLine {
  let color: Color
  let width: Double

  /// Ink on paper.
  static let written = [PenLine(color: .primary, width: 1.0 / 120)]
  /// As the core draws marks into a photo (`media/src/photo/marks.rs`): red, with a white rim under all of it.
  static let marked = [
    PenLine(color: .white, width: 0.005 * 1.8),
    PenLine(color: Color(red: 220.0 / 255, green: 20.0 / 255, blue: 20.0 / 255), width: 0.005),
  ]
}

/// Where a finger or a pen draws: the whole of this view is the whole of the model's ink, in its own measure, whatever the size on the
/// glass.
struct PenLayer: View {
  let ink: InkModel
  let lines: [PenLine]
  let label: String

  var body: some View {
    GeometryReader { glass in
      ZStack {
        ForEach(Array(lines.enumerated()), id: \.offset) { line in
          let width = line.element.width * Double(max(glass.size.width, glass.size.height))
          path(glass.size)
            .stroke(line.element.color, style: StrokeStyle(lineWidth: width, lineCap: .round, lineJoin: .round))
        }
      }
      PadTouches(touches: ink.touches)
    }
    .accessibilityLabel(label)
    .accessibilityAddTraits(.allowsDirectInteraction)
  }

  private func path(_ size: CGSize) -> Path {
    let (sx, sy) = (Double(size.width) / ink.width, Double(size.height) / ink.height)
    return Path { path in
      for line in ink.lines {
        guard let first = line.first else { continue }
        path.move(to: CGPoint(x: first.x * sx, y: first.y * sy))
        for point in line.dropFirst() { path.addLine(to: CGPoint(x: point.x * sx, y: point.y * sy)) }
        // A dot, as of an i: the round cap makes it visible.
        if line.count == 1 { path.addLine(to: CGPoint(x: first.x * sx + 0.1, y: first.y * sy)) }
      }
    }
  }
}

/// A pad to sign on.
struct PenPad: View {
  let ink: InkModel
  let words: CoreWords

  var body: some View {
    ZStack {
      RoundedRectangle(cornerRadius: 12).stroke(Color.secondary, style: StrokeStyle(lineWidth: 1))
      if ink.isEmpty { Text(words.signHere).foregroundStyle(.secondary).accessibilityHidden(true) }
      PenLayer(ink: ink, lines: PenLine.written, label: words.signHere).accessibilityIdentifier("pad")
    }
    .aspectRatio(ink.width / ink.height, contentMode: .fit)
  }
}

/// Takes back what was drawn; `name` tells one pad's buttons from another's.
struct PenButtons: View {
  let ink: InkModel
  let words: CoreWords
  let name: String

  var body: some View {
    Button(words.undo) { ink.undo() }.buttonStyle(.bordered).disabled(ink.isEmpty)
      .accessibilityIdentifier("\(name)-undo")
    Button(words.clear) { ink.clear() }.buttonStyle(.bordered).disabled(ink.isEmpty)
      .accessibilityIdentifier("\(name)-clear")
  }
}
