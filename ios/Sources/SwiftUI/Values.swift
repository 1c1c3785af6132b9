// The values of the stand-in: where, how large, in which colour.

public enum Axis: Sendable { case horizontal, vertical }
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum Alignment: Sendable { case leading, center, trailing }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum VerticalEdge: Sendable { case top, bottom }
public enum ControlSize: Sendable { case small, regular, large }

public struct Edge: Sendable {
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
    public static let all: Set = [.horizontal, .vertical]
  }
}

public protocol ShapeStyle: Sendable {}
public struct Color: ShapeStyle, Primitive {
  nonisolated init() {}
  nonisolated public static let red = Color()
  nonisolated public static let orange = Color()
  nonisolated public static let green = Color()
  nonisolated public static let accentColor = Color()
  nonisolated public func opacity(_ opacity: Double) -> Color { self }
}
extension ShapeStyle where Self == Color {
  nonisolated public static var red: Color { .red }
  nonisolated public static var orange: Color { .orange }
  nonisolated public static var green: Color { .green }
}
public struct HierarchicalShapeStyle: ShapeStyle {}
extension ShapeStyle where Self == HierarchicalShapeStyle {
  public static var primary: HierarchicalShapeStyle { HierarchicalShapeStyle() }
  public static var secondary: HierarchicalShapeStyle { HierarchicalShapeStyle() }
}
public struct Material: ShapeStyle {}
extension ShapeStyle where Self == Material { public static var bar: Material { Material() } }

public struct Font: Sendable {
  public enum Weight: Sendable { case regular, medium, semibold, bold }
  public static let title3 = Font()
  public static let headline = Font()
  public static let body = Font()
  public static let subheadline = Font()
  public static let footnote = Font()
  public func weight(_ weight: Weight) -> Font { self }
}

public struct AccessibilityChildBehavior: Sendable {
  public static let combine = AccessibilityChildBehavior()
}

public protocol PrimitiveButtonStyle {}
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
  public static var borderedProminent: BorderedProminentButtonStyle { BorderedProminentButtonStyle() }
}
extension PrimitiveButtonStyle where Self == BorderedButtonStyle {
  public static var bordered: BorderedButtonStyle { BorderedButtonStyle() }
}

public struct ToolbarItemPlacement: Sendable {
  public static let cancellationAction = ToolbarItemPlacement()
  public static let confirmationAction = ToolbarItemPlacement()
}
public protocol ToolbarContent {}
public struct ToolbarItem<Content: View>: ToolbarContent {
  @MainActor public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> Content) {}
}
public struct TupleToolbar: ToolbarContent {}
@resultBuilder
public enum ToolbarContentBuilder {
  public static func buildBlock<each Content: ToolbarContent>(_ content: repeat each Content) -> TupleToolbar {
    TupleToolbar()
  }
}
