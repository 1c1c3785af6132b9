import FettleModels
import SwiftUI

#if canImport(UIKit)
  import UIKit

  /// Tells every touch on it, with what made it and how large it is: gestures tell one, and not by what.
  struct PadTouches: UIViewRepresentable {
    let touches: PenTouches
    @Environment(\.isEnabled) private var enabled

    func makeUIView(context: Context) -> PadView { PadView(touches) }

    func updateUIView(_ view: PadView, context: Context) {
      view.pen = touches
      view.isUserInteractionEnabled = enabled
    }
  }

  /// What UIKit tells of touches, as the model takes it.
  final class PadView: UIView {
    var pen: PenTouches
    private var ids: [ObjectIdentifier: Int] = [:]
    private var last = 0

    init(_ pen: PenTouches) {
      self.pen = pen
      super.init(frame: .zero)
      isMultipleTouchEnabled = true
      // A list under a finger that writes does not scroll.
      addGestureRecognizer(Holding(target: nil, action: nil))
    }

    required init?(coder: NSCoder) { nil }

    override func touchesBegan(_ touches: Set<UITouch>, with event: UIEvent?) {
      pen.size = (Double(bounds.width), Double(bounds.height))
      for touch in touches {
        last += 1
        ids[ObjectIdentifier(touch)] = last
        told(touch).map { pen.began($0) }
      }
    }

    override func touchesMoved(_ touches: Set<UITouch>, with event: UIEvent?) {
      for touch in touches {
        // Also what lay between two frames: without it a fast hand has corners.
        for part in event?.coalescedTouches(for: touch) ?? [touch] { told(part, as: touch).map { pen.moved($0) } }
      }
    }

    override func touchesEnded(_ touches: Set<UITouch>, with event: UIEvent?) {
      for touch in touches {
        told(touch).map { pen.ended($0) }
        ids[ObjectIdentifier(touch)] = nil
      }
    }

    override func touchesCancelled(_ touches: Set<UITouch>, with event: UIEvent?) {
      for touch in touches { ids.removeValue(forKey: ObjectIdentifier(touch)).map { pen.cancelled($0) } }
    }

    private func told(_ touch: UITouch, as whole: UITouch? = nil) -> PadTouch? {
      guard let id = ids[ObjectIdentifier(whole ?? touch)] else { return nil }
      let place = touch.preciseLocation(in: self)
      return PadTouch(
        id: id, pencil: touch.type == .pencil, radius: Double(touch.majorRadius), x: Double(place.x),
        y: Double(place.y), at: Int(touch.timestamp * 1000))
    }
  }

  /// Takes its touches from the scrolling around it, and changes nothing about them.
  private final class Holding: UIGestureRecognizer {
    override init(target: Any?, action: Selector?) {
      super.init(target: target, action: action)
      cancelsTouchesInView = false
    }

    override func touchesBegan(_ touches: Set<UITouch>, with event: UIEvent) {
      if state == .possible { state = .began }
    }

    override func touchesEnded(_ touches: Set<UITouch>, with event: UIEvent) {
      if event.touches(for: self)?.allSatisfy({ $0.phase == .ended || $0.phase == .cancelled }) != false {
        state = .ended
      }
    }

    override func touchesCancelled(_ touches: Set<UITouch>, with event: UIEvent) { state = .cancelled }
  }
#else
  /// One touch, by a gesture: where there is no UIKit.
  struct PadTouches: View {
    let touches: PenTouches
    @State private var last: PadTouch?
    /// False again by itself when the system takes the touch away: such a gesture has no end.
    @GestureState private var touched = false

    var body: some View {
      GeometryReader { glass in
        Color.primary.opacity(0).contentShape(Rectangle())
          .gesture(
            DragGesture(minimumDistance: 0)
              .updating($touched) { _, touched, _ in touched = true }
              .onChanged { draw($0, glass.size) }
              .onEnded { _ in lift() }
          )
          .onChange(of: touched) { if !touched { lift() } }
      }
    }

    private func draw(_ value: DragGesture.Value, _ size: CGSize) {
      touches.size = (Double(size.width), Double(size.height))
      let touch = PadTouch(
        id: 0, x: Double(value.location.x), y: Double(value.location.y),
        at: Int(value.time.timeIntervalSinceReferenceDate * 1000))
      if last == nil { touches.began(touch) } else { touches.moved(touch) }
      last = touch
    }

    private func lift() {
      if let last { touches.ended(last) }
      last = nil
    }
  }
#endif
