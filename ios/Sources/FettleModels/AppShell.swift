import FettleBindings
import Foundation
import Observation

/// The core in the hand of a user: a stack of screens, what the last tap said, and what went wrong. It decides nothing; it
/// only keeps the core's calls off the main actor and goes where their outcomes lead.
@MainActor
@Observable
public final class AppShell: Shell {
  public let words: ShellWords
  /// Where the user came through, the screen that is shown last. Never empty.
  public private(set) var routes: [Route]
  /// What is shown; none before the first look.
  public private(set) var screen: Screen?
  /// What the last tap told in passing; taken away by `told`.
  public private(set) var notice: String?
  /// A file with unsent work, to be shared with a colleague's phone; taken away by `told`.
  public private(set) var handedOver: String?
  /// Why the last tap was refused, in words; taken away by `told`.
  public private(set) var failure: String?

  private let app: FettleApp
  private let scanner: (@escaping @MainActor (String) -> Void) -> Void
  /// The last tap's work, so that taps are done in order; tests wait for it.
  private(set) var working: Task<Void, Never>?

  /// `scanner` shows the camera and answers with the code that was read, or not at all.
  public init(
    app: FettleApp, words: ShellWords, scanner: @escaping (@escaping @MainActor (String) -> Void) -> Void
  ) {
    self.app = app
    self.words = words
    self.scanner = scanner
    routes = [app.start()]
  }

  public func open(_ route: Route) { run { try await $0.show($0.routes + [route]) } }

  public func back() { run { if $0.routes.count > 1 { try await $0.show($0.routes.dropLast()) } } }

  public func act(_ action: Action, _ entries: [Entry]) {
    run { shell in
      let app = shell.app
      let outcome = try await Task.detached { try app.act(action: action, entries: entries) }.value
      // Where it leads is shown also when the long work after it fails: what was done is done.
      try await shell.follow(outcome)
      if let work = outcome.work { try await shell.start(work) }
    }
  }

  public func scan(_ read: @escaping @MainActor (String) -> Void) { scanner(read) }

  /// A colleague's file that was shared with this app: taken along to the server.
  public func takeRescue(_ file: String) { run { try await $0.follow(try await $0.app.takeRescue(file: file)) } }

  /// Looks again: after a sync, or when the app comes to the front.
  public func refresh() { run { try await $0.show($0.routes) } }

  /// The user has seen what was told.
  public func told() {
    notice = nil
    failure = nil
    handedOver = nil
  }

  private func follow(_ outcome: Outcome) async throws {
    notice = outcome.notice
    guard let to = outcome.route else { return try await show(routes) }
    // A screen that is open already is gone back to, so that "back" never leads in a circle.
    if let at = routes.firstIndex(of: to) {
      try await show(Array(routes[...at]))
    } else {
      try await show(routes + [to])
    }
  }

  private func start(_ work: Work) async throws {
    switch work {
    case .sync:
      notice = try await app.sync().text
      try await show(routes)
    case .handOver:
      let done = try await app.handOver(folder: NSTemporaryDirectory())
      notice = done.text
      handedOver = done.path
    case .enrol(let link, let name):
      try await show([try await app.enrol(link: link, name: name)])
    }
  }

  private func show(_ to: [Route]) async throws {
    guard let last = to.last else { return }
    let app = self.app
    screen = try await Task.detached { try app.screen(route: last) }.value
    routes = to
  }

  private func run(_ work: @escaping @MainActor (AppShell) async throws -> Void) {
    let before = working
    working = Task {
      await before?.value
      do { try await work(self) } catch FettleError.Failed(_, let text, _) { failure = text } catch {
        failure = "\(error)"
      }
    }
  }
}
