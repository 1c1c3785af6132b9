// A stand-in for Apple's SwiftUI where there is none (Linux): the signatures that FettleViews uses, as Apple's documentation gives
// them. Nothing is drawn: it is here so that the views are type-checked with the models that they show. Never linked on Apple's systems.

@MainActor @preconcurrency
public protocol View {
  associatedtype Body: View
  @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}

extension Never: View {
  public typealias Body = Never
  public var body: Never { fatalError("never drawn") }
}

/// A view of the stand-in: it has no body.
public protocol Primitive: View where Body == Never {}
extension Primitive { public var body: Never { fatalError("never drawn") } }

extension Optional: View where Wrapped: View {
  public typealias Body = Never
  public var body: Never { fatalError("never drawn") }
}

public struct EmptyView: Primitive {
  nonisolated public init() {}
}
public struct TupleView<T>: Primitive {
  nonisolated init(_ value: T) {}
}
public struct _ConditionalContent<TrueContent, FalseContent>: Primitive {
  nonisolated init(isFirst: Bool) {}
}

@resultBuilder
public enum ViewBuilder {
  public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
  public static func buildBlock() -> EmptyView { EmptyView() }
  public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
  public static func buildBlock<each Content: View>(_ content: repeat each Content) -> TupleView<(repeat each Content)>
  {
    TupleView((repeat each content))
  }
  public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
  public static func buildEither<A: View, B: View>(first: A) -> _ConditionalContent<A, B> {
    _ConditionalContent(isFirst: true)
  }
  public static func buildEither<A: View, B: View>(second: B) -> _ConditionalContent<A, B> {
    _ConditionalContent(isFirst: false)
  }
}
