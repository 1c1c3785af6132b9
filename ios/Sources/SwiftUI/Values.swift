// The values of the stand-in: where, how large, in which colour.
@_exported import Foundation

public enum Axis: Sendable {
  case horizontal, vertical
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
  }
}
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum Alignment: Sendable { case leading, center, trailing, bottom, topTrailing, bottomLeading, bottomTrailing }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum VerticalEdge: Sendable { case top, bottom }
public enum ControlSize: Sendable { case small, regular, large }
public enum ContentMode: Sendable { case fit, fill }
public struct EdgeInsets: Sendable {
  public init(top: CGFloat, leading: CGFloat, bottom: CGFloat, trailing: CGFloat) {}
}
public struct UnitPoint: Sendable {
  public static let center = UnitPoint()
  public static let bottom = UnitPoint()
}
public struct Angle: Sendable { public static func degrees(_ degrees: Double) -> Angle { Angle() } }

public struct Edge: Sendable {
  public struct Set: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let horizontal = Set(rawValue: 1)
    public static let vertical = Set(rawValue: 2)
    public static let bottom = Set(rawValue: 4)
    public static let all: Set = [.horizontal, .vertical]
  }
}

public protocol ShapeStyle: Sendable {}
public struct Color: ShapeStyle, Primitive {
  nonisolated init() {}
  nonisolated public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {}
  nonisolated public static let clear = Color()
  nonisolated public static let red = Color()
  nonisolated public static let orange = Color()
  nonisolated public static let green = Color()
  nonisolated public static let gray = Color()
  nonisolated public static let black = Color()
  nonisolated public static let white = Color()
  nonisolated public static let primary = Color()
  nonisolated public static let secondary = Color()
  nonisolated public static let accentColor = Color()
  nonisolated public func opacity(_ opacity: Double) -> Color { self }
}
extension ShapeStyle where Self == Color {
  nonisolated public static var red: Color { .red }
  nonisolated public static var orange: Color { .orange }
  nonisolated public static var green: Color { .green }
  nonisolated public static var white: Color { .white }
}
public struct HierarchicalShapeStyle: ShapeStyle {}
extension ShapeStyle where Self == HierarchicalShapeStyle {
  public static var primary: HierarchicalShapeStyle { HierarchicalShapeStyle() }
  public static var secondary: HierarchicalShapeStyle { HierarchicalShapeStyle() }
}
public struct Material: ShapeStyle {}
extension ShapeStyle where Self == Material {
  public static var bar: Material { Material() }
  public static var thickMaterial: Material { Material() }
}

public struct Font: Sendable {
  public enum Weight: Sendable { case regular, medium, semibold, bold }
  public static let title3 = Font()
  public static let headline = Font()
  public static let body = Font()
  public static let subheadline = Font()
  public static let footnote = Font()
  public static let caption = Font()
  public func weight(_ weight: Weight) -> Font { self }
}

public struct EventModifiers: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let control = EventModifiers(rawValue: 4)
}
public struct KeyPress: Sendable {
  public struct Phases: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let down = Phases(rawValue: 1)
    public static let `repeat` = Phases(rawValue: 2)
  }
  public enum Result: Sendable { case handled, ignored }
  public let characters: String
  public let modifiers: EventModifiers
}

public enum DynamicTypeSize: Hashable, Comparable, CaseIterable, Sendable {
  case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge
  case accessibility1, accessibility2, accessibility3, accessibility4, accessibility5
}

public struct EnvironmentValues {
  public var dynamicTypeSize = DynamicTypeSize.large
  public var timeZone = TimeZone.current
}

public protocol PrimitiveButtonStyle {}
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle {}
public struct BorderlessButtonStyle: PrimitiveButtonStyle {}
public struct PlainButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
  public static var borderedProminent: BorderedProminentButtonStyle { BorderedProminentButtonStyle() }
}
extension PrimitiveButtonStyle where Self == BorderedButtonStyle {
  public static var bordered: BorderedButtonStyle { BorderedButtonStyle() }
}
extension PrimitiveButtonStyle where Self == BorderlessButtonStyle {
  public static var borderless: BorderlessButtonStyle { BorderlessButtonStyle() }
}
extension PrimitiveButtonStyle where Self == PlainButtonStyle {
  public static var plain: PlainButtonStyle { PlainButtonStyle() }
}
public struct EnabledTextSelectability: Sendable {}
extension EnabledTextSelectability {
  public static var enabled: EnabledTextSelectability { EnabledTextSelectability() }
}
public protocol ToggleStyle {}
public struct ButtonToggleStyle: ToggleStyle {}
extension ToggleStyle where Self == ButtonToggleStyle {
  public static var button: ButtonToggleStyle { ButtonToggleStyle() }
}
public protocol PickerStyle {}
public struct InlinePickerStyle: PickerStyle {}
extension PickerStyle where Self == InlinePickerStyle {
  public static var inline: InlinePickerStyle { InlinePickerStyle() }
}
public protocol TextFieldStyle {}
public struct RoundedBorderTextFieldStyle: TextFieldStyle {}
extension TextFieldStyle where Self == RoundedBorderTextFieldStyle {
  public static var roundedBorder: RoundedBorderTextFieldStyle { RoundedBorderTextFieldStyle() }
}

public struct ToolbarItemPlacement: Sendable {
  public static let cancellationAction = ToolbarItemPlacement()
  public static let confirmationAction = ToolbarItemPlacement()
  public static let primaryAction = ToolbarItemPlacement()
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
