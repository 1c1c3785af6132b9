// Shapes, paths and gestures of the stand-in.
import Foundation

public protocol Shape: View where Body == Never {}
extension Shape {
  public var body: Never { fatalError("never drawn") }
  public func fill<S: ShapeStyle>(_ style: S) -> some View { self }
  public func stroke<S: ShapeStyle>(_ style: S, style line: StrokeStyle) -> some View { self }
  public func stroke<S: ShapeStyle>(_ style: S, lineWidth: CGFloat = 1) -> some View { self }
}
public struct Circle: Shape { public init() {} }
public struct Rectangle: Shape { public init() {} }
public struct RoundedRectangle: Shape { public init(cornerRadius: CGFloat) {} }

public enum CGLineCap: Sendable { case butt, round, square }
public enum CGLineJoin: Sendable { case miter, round, bevel }
public struct StrokeStyle: Sendable {
  public init(lineWidth: CGFloat = 1, lineCap: CGLineCap = .butt, lineJoin: CGLineJoin = .miter) {}
}

public struct Path: Shape {
  public init(_ draw: (inout Path) -> Void) {}
  public init(_ rectangle: CGRect) {}
  public mutating func move(to point: CGPoint) {}
  public mutating func addLine(to point: CGPoint) {}
  public mutating func addQuadCurve(to point: CGPoint, control: CGPoint) {}
}

@MainActor @preconcurrency public protocol Gesture {
  associatedtype Value
}
extension Gesture {
  public func updating<State>(
    _ state: GestureState<State>, body: @escaping (Value, inout State, inout Transaction) -> Void
  ) -> GestureThen<Value> { GestureThen() }
  public func onChanged(_ action: @escaping (Value) -> Void) -> GestureThen<Value> { GestureThen() }
  public func onEnded(_ action: @escaping (Value) -> Void) -> GestureThen<Value> { GestureThen() }
}
public struct GestureThen<Value>: Gesture {}
public struct DragGesture: Gesture {
  public struct Value: Sendable {
    public let time: Date
    public let location: CGPoint
  }
  public init(minimumDistance: CGFloat = 10) {}
}

public struct GraphicsContext {
  public struct Shading: Sendable { public static func color(_ color: Color) -> Shading { Shading() } }
  public func fill(_ path: Path, with shading: Shading) {}
}
public struct Canvas: Primitive {
  public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {}
}

public struct GeometryProxy { public let size: CGSize }
public struct GeometryReader<Content: View>: Primitive {
  public init(@ViewBuilder content: @escaping (GeometryProxy) -> Content) {}
}
