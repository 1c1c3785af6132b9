// The views of the stand-in that FettleViews uses.

public struct Text: Primitive {
  public init<S: StringProtocol>(_ content: S) {}
}

public struct Image: Primitive {
  public init(systemName: String) {}
}

public struct Label<Title: View, Icon: View>: Primitive {
  public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {}
}
extension Label where Title == Text, Icon == Image {
  public init<S: StringProtocol>(_ title: S, systemImage name: String) {}
}

public struct ButtonRole: Equatable, Sendable {
  private let name: String
  public static let destructive = ButtonRole(name: "destructive")
  public static let cancel = ButtonRole(name: "cancel")
}

public struct Button<Label: View>: Primitive {
  public init(role: ButtonRole? = nil, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
}
extension Button where Label == Text {
  public init<S: StringProtocol>(_ title: S, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {}
}

public struct Menu<Label: View, Content: View>: Primitive {
  public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {}
}

public struct HStack<Content: View>: Primitive {
  public init(alignment: VerticalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> Content) {}
}
public struct VStack<Content: View>: Primitive {
  public init(alignment: HorizontalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> Content) {}
}
public struct Spacer: Primitive { public init() {} }

public struct List<Content: View>: Primitive {
  public init(@ViewBuilder content: () -> Content) {}
}
public struct Form<Content: View>: Primitive {
  public init(@ViewBuilder content: () -> Content) {}
}
public struct NavigationStack<Root: View>: Primitive {
  public init(@ViewBuilder root: () -> Root) {}
}

public struct Section<Parent: View, Content: View, Footer: View>: Primitive {}
extension Section where Parent == Text, Footer == EmptyView {
  public init<S: StringProtocol>(_ title: S, @ViewBuilder content: () -> Content) {}
}
extension Section where Parent == EmptyView, Footer == EmptyView {
  public init(@ViewBuilder content: () -> Content) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Primitive {
  public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

public struct TextField<Label: View>: Primitive {}
extension TextField where Label == Text {
  public init<S: StringProtocol>(_ title: S, text: Binding<String>, axis: Axis) {}
}
public struct SecureField<Label: View>: Primitive {}
extension SecureField where Label == Text {
  public init<S: StringProtocol>(_ title: S, text: Binding<String>) {}
}
public struct Toggle<Label: View>: Primitive {}
extension Toggle where Label == Text {
  public init<S: StringProtocol>(_ title: S, isOn: Binding<Bool>) {}
}
public struct Picker<Label: View, SelectionValue: Hashable, Content: View>: Primitive {}
extension Picker where Label == Text {
  public init<S: StringProtocol>(
    _ title: S, selection: Binding<SelectionValue>, @ViewBuilder content: () -> Content
  ) {}
}
