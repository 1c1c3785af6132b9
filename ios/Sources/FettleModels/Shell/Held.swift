import FettleBindings
import Foundation
import Observation

/// What the app is made of beside its screens.
public struct Parts {
  /// Opens the core, or gives it where it is open. Blocking.
  public let core: @Sendable () throws -> any FettleAppProtocol
  /// Opens the core anew where no key opens its data: that is set aside, never deleted. Blocking.
  public let coreAnew: @Sendable () throws -> any FettleAppProtocol
  public let platform: any Platform
  public let background: any Background
  public let reminders: any Reminders
  /// Where files lie that are shared with other apps.
  public let shared: URL

  public init(
    core: @escaping @Sendable () throws -> any FettleAppProtocol,
    coreAnew: @escaping @Sendable () throws -> any FettleAppProtocol,
    platform: any Platform, background: any Background, reminders: any Reminders, shared: URL
  ) {
    self.core = core
    self.coreAnew = coreAnew
    self.platform = platform
    self.background = background
    self.reminders = reminders
    self.shared = shared
  }
}

/// The shell from the opening of the core on, and why it cannot be opened.
@MainActor
@Observable
public final class Held {
  /// The shell; none before the core is open.
  public private(set) var shell: AppShell?
  /// Why the core cannot be opened.
  public private(set) var failure: Refusal?
  /// Words for before the core is open, in the phone's language.
  public private(set) var words: ShellWords?

  @ObservationIgnored private var before: [String] = []
  @ObservationIgnored private var waiting: [@MainActor (AppShell) -> Void] = []
  @ObservationIgnored private var begun = false
  @ObservationIgnored private let parts: Parts

  public init(parts: Parts) { self.parts = parts }

  /// The back stack as text: what has to outlive the process for `begin`.
  public var written: [String] { shell?.written ?? before }

  /// Opens the core, once. `routes`: where the user was before the process died. `language`: the phone's, as a BCP 47 tag.
  public func begin(routes: [String], language: String) {
    guard !begun else { return }
    begun = true
    before = routes
    let core = parts.core
    Task {
      words = try? await Core.acts.run { shellWords(language: language) }
      await open(core)
    }
  }

  /// After `failure`: whether beginning with nothing helps, which the core's text then asks about.
  public var canBeginAnew: Bool { failure?.code == "key_lost" || failure?.code == "key_wrong" }

  /// Sets aside what no key opens and begins with nothing.
  public func anew() {
    guard canBeginAnew else { return }
    let core = parts.coreAnew
    Task { await open(core) }
  }

  /// After `failure`: tries again, as when the phone was unlocked meanwhile.
  public func again() {
    guard shell == nil, failure != nil else { return }
    let core = parts.core
    Task { await open(core) }
  }

  /// Does `work` with the shell, as soon as there is one.
  public func whenOpen(_ work: @escaping @MainActor (AppShell) -> Void) {
    if let shell { work(shell) } else { waiting.append(work) }
  }

  private func open(_ core: @escaping @Sendable () throws -> any FettleAppProtocol) async {
    do {
      let begin = try await Begin.of(try await Core.open(core).app, before: before)
      failure = nil
      let background = parts.background
      let opened = AppShell(
        begin, platform: parts.platform, reminders: parts.reminders, shared: parts.shared,
        recorded: { background.wanted() }, leaving: { await background.leaving() })
      background.ran = { [weak opened] in opened?.refresh() }
      opened.resume()
      shell = opened
      for work in waiting { work(opened) }
      waiting = []
      background.wanted()
    } catch {
      failure = Core.refusal(error)
    }
  }
}
