import Foundation

/// A signature as the core draws it: one path of lines and curves in an SVG. Nothing else of SVG is understood here.
public struct Drawing: Equatable, Sendable {
  /// One step of the pen, in the drawing's own measure.
  public enum Step: Equatable, Sendable {
    case move(Double, Double)
    case line(Double, Double)
    /// A quadratic curve: its control point, then where it ends.
    case curve(Double, Double, Double, Double)
  }

  public let width: Double
  public let height: Double
  public let pen: Double
  public let steps: [Step]

  /// Reads the core's SVG; none where it is not one.
  public init?(svg: String) {
    guard let box = Self.part(svg, "viewBox")?.split(separator: " ").compactMap({ Double($0) }), box.count == 4,
      box[2] > 0, box[3] > 0, let steps = Self.part(svg, "d").flatMap(Self.read)
    else { return nil }
    (width, height) = (box[2], box[3])
    pen = Self.part(svg, "stroke-width").flatMap { Double($0) } ?? 1
    self.steps = steps
  }

  private static func part(_ svg: String, _ name: String) -> String? {
    guard let from = svg.range(of: " \(name)=\""), let to = svg[from.upperBound...].firstIndex(of: "\"") else {
      return nil
    }
    return String(svg[from.upperBound..<to])
  }

  private static func read(_ path: String) -> [Step]? {
    var steps: [Step] = []
    var at = (x: 0.0, y: 0.0)
    var rest = path[...]
    while let command = rest.popFirst() {
      let end = rest.firstIndex(where: \.isLetter) ?? rest.endIndex
      let numbers = rest[..<end].split(separator: " ").compactMap { Double($0) }
      rest = rest[end...]
      switch (command, numbers.count) {
      case ("M", 2): steps.append(.move(numbers[0], numbers[1]))
      case ("L", 2): steps.append(.line(numbers[0], numbers[1]))
      case ("l", 2): steps.append(.line(at.x + numbers[0], at.y + numbers[1]))
      case ("Q", 4): steps.append(.curve(numbers[0], numbers[1], numbers[2], numbers[3]))
      default: return nil
      }
      switch steps.last {
      case .move(let x, let y), .line(let x, let y), .curve(_, _, let x, let y): at = (x, y)
      case nil: break
      }
    }
    return steps
  }
}
