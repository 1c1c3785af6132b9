import Foundation

/// Where the phone was, once.
public struct Fix: Equatable, Sendable {
  public let latitude: Double
  public let longitude: Double
  /// How far off that may be.
  public let metres: Double
  public let at: Date

  public init(latitude: Double, longitude: Double, metres: Double, at: Date) {
    (self.latitude, self.longitude, self.metres, self.at) = (latitude, longitude, metres, at)
  }
}

/// The phone's receiver: Core Location on a phone.
@MainActor
public protocol PositionSource: AnyObject, Sendable {
  /// Whether the app may know; asks the user where nobody was asked yet.
  func allowed() async -> Bool
  /// The same without asking.
  var isAllowed: Bool { get }
  /// What it knew last.
  var last: Fix? { get }
  /// A new fix; none where there is none to be had.
  func fix() async -> Fix?
}

/// Where the phone is now, for what is written down: a fix of this moment, not where it was on the way here. Waits for it a few seconds, and
/// no longer: in a cellar there is none, and then none is written down.
@MainActor
public final class Positions {
  private let source: any PositionSource
  private let wait: Duration
  private let now: @MainActor () -> Date
  private var asked: Task<Fix?, Never>?

  public init(
    _ source: any PositionSource, wait: Duration = .seconds(5), now: @escaping @MainActor () -> Date = { .now }
  ) {
    (self.source, self.wait, self.now) = (source, wait, now)
  }

  /// A button that wants the place is on the glass: the receiver begins, so that nobody waits for it at the tap. The user is not asked.
  public func prepare() {
    if source.isAllowed, fresh(source.last) == nil { _ = ask() }
  }

  /// `latitude,longitude,metres,age in seconds` as the core takes it; none where that is not allowed or not known.
  public func here() async -> String? {
    guard await source.allowed() else { return nil }
    if let known = fresh(source.last) { return text(known) }
    let wait = self.wait
    let (asked, late) = (ask(), Task { try? await Task.sleep(for: wait) })
    let found: Fix? = await withCheckedContinuation { answer in
      let first = First(answer)
      Task { first.give(await asked.value) }
      Task {
        await late.value
        first.give(nil)
      }
    }
    late.cancel()
    // What came too late for one tap is there for the next.
    return (fresh(found) ?? fresh(source.last)).map { text($0) }
  }

  private func ask() -> Task<Fix?, Never> {
    if let asked { return asked }
    let source = self.source
    let task = Task {
      let found = await source.fix()
      asked = nil
      return found
    }
    asked = task
    return task
  }

  /// It, where it says something about here and now.
  private func fresh(_ fix: Fix?) -> Fix? {
    guard let fix, fix.metres >= 0, abs(now().timeIntervalSince(fix.at)) <= Self.age else { return nil }
    return fix
  }

  private func text(_ fix: Fix) -> String {
    String(
      format: "%.6f,%.6f,%.0f,%.0f", locale: Locale(identifier: "en_US_POSIX"), fix.latitude, fix.longitude, fix.metres,
      max(0, now().timeIntervalSince(fix.at)))
  }

  /// Seconds: who drove up and walked in is elsewhere.
  private static let age: TimeInterval = 30
}

/// The first of two answers.
@MainActor
private final class First {
  private var answer: CheckedContinuation<Fix?, Never>?

  init(_ answer: CheckedContinuation<Fix?, Never>) { self.answer = answer }

  func give(_ fix: Fix?) {
    answer?.resume(returning: fix)
    answer = nil
  }
}
