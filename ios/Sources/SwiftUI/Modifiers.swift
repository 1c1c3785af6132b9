// The modifiers of the stand-in that FettleViews uses.

extension View {
  public func font(_ font: Font?) -> some View { self }
  public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { self }
  public func tint(_ tint: Color?) -> some View { self }
  public func padding(_ edges: Edge.Set = .all, _ length: Double? = nil) -> some View { self }
  public func frame(maxWidth: Double? = nil, minHeight: Double? = nil, alignment: Alignment = .center) -> some View {
    self
  }
  public func background<S: ShapeStyle>(_ style: S) -> some View { self }
  public func listRowBackground<V: View>(_ view: V?) -> some View { self }
  public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
  public func lineLimit(_ limits: ClosedRange<Int>) -> some View { self }
  public func disabled(_ disabled: Bool) -> some View { self }
  public func controlSize(_ size: ControlSize) -> some View { self }
  public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { self }
  public func onTapGesture(perform action: @escaping @MainActor () -> Void) -> some View { self }
  public func navigationTitle<S: StringProtocol>(_ title: S) -> some View { self }
  public func accessibilityLabel<S: StringProtocol>(_ label: S) -> some View { self }
  public func accessibilityHidden(_ hidden: Bool) -> some View { self }
  public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { self }
  public func accessibilityIdentifier(_ identifier: String) -> some View { self }
  public func safeAreaInset<V: View>(edge: VerticalEdge, @ViewBuilder content: () -> V) -> some View { self }
  public func toolbar<C: ToolbarContent>(@ToolbarContentBuilder content: () -> C) -> some View { self }
  public func tag<V: Hashable>(_ tag: V) -> some View { self }
  public func sheet<Item: Identifiable, Content: View>(
    item: Binding<Item?>, onDismiss: (@MainActor () -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> Content
  ) -> some View { self }
}
