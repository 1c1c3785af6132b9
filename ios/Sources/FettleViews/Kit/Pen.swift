import FettleModels
import SwiftUI

/// A pad to write on with a finger or a pen. What is drawn is the model's ink in its own measure, whatever the size on the glass.
struct PenPad: View {
  let ink: InkModel
  let words: CoreWords
  @State private var down = false

  var body: some View {
    GeometryReader { glass in
      ZStack {
        RoundedRectangle(cornerRadius: 12).stroke(Color.secondary, style: StrokeStyle(lineWidth: 1))
        if ink.isEmpty { Text(words.signHere).foregroundStyle(.secondary) }
        path(glass.size).stroke(
          Color.primary, style: StrokeStyle(lineWidth: glass.size.width / 120, lineCap: .round, lineJoin: .round))
      }
      .contentShape(Rectangle())
      .gesture(
        DragGesture(minimumDistance: 0)
          .onChanged { write($0, glass.size) }
          .onEnded { _ in
            down = false
            ink.lift()
          }
      )
    }
    .aspectRatio(InkModel.width / InkModel.height, contentMode: .fit)
    .accessibilityLabel(words.signHere)
    .accessibilityAddTraits(.allowsDirectInteraction)
    .accessibilityIdentifier("pad")
  }

  private func write(_ value: DragGesture.Value, _ size: CGSize) {
    let x = Double(value.location.x / size.width) * InkModel.width
    let y = Double(value.location.y / size.height) * InkModel.height
    let at = Int(value.time.timeIntervalSinceReferenceDate * 1000)
    if down { ink.go(x, y, at: at) } else { ink.begin(x, y, at: at) }
    down = true
  }

  private func path(_ size: CGSize) -> Path {
    let (sx, sy) = (Double(size.width) / InkModel.width, Double(size.height) / InkModel.height)
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
