import FettleBindings
import Foundation

/// Sessions with the hub that nobody tapped for: while the app is in sight a moment after something was recorded or the network came back,
/// and some minutes after one that left something waiting; out of sight whenever the system gives a run. Nothing about a run is written down: each one asks the core what waits, and asks the system again
/// while something does.
@MainActor
public final class SyncRuns: Background {
  public var ran: @MainActor () -> Void = {}
  /// The app is in sight. Out of sight its store is closed, but during a run.
  public var inSight = false
  private let core: @Sendable () throws -> any FettleAppProtocol
  private let system: any SystemTasks
  private let reminders: any Reminders
  private let soon: Duration
  private let later: Duration
  private var waiting: Task<Void, Never>?
  private var again: Task<Void, Never>?
  /// The way to the network, as it was told last; none where there is none.
  private var way: String?

  /// `core`: opens the core, or gives it where it is open; blocking. `soon`: long enough for the next tap to go along. `later`: until a run
  /// that left something waiting is tried again in sight.
  public init(
    system: any SystemTasks, reminders: any Reminders, network: any NetworkWatch, soon: Duration = .seconds(10),
    later: Duration = .seconds(300),
    core: @escaping @Sendable () throws -> any FettleAppProtocol
  ) {
    self.system = system
    self.reminders = reminders
    self.soon = soon
    self.later = later
    self.core = core
    network.begin { [weak self] in self?.told($0) }
  }

  /// What did not get out may now: there is a network again, or another one, as the customer's in the place of none that works.
  private func told(_ now: String?) {
    let before = way
    way = now
    // Out of sight the system gives a run when there is a network.
    if inSight && now != nil && now != before { wanted() }
  }

  public func wanted() {
    system.ask()
    guard waiting == nil else { return }
    let soon = self.soon
    waiting = Task {
      try? await Task.sleep(for: soon)
      waiting = nil
      // Out of sight the system says when.
      if inSight { tryAgain(unless: await run()) }
    }
  }

  /// In sight the system gives no runs: a server that was away is asked again.
  private func tryAgain(unless clear: Bool) {
    again?.cancel()
    guard !clear else { return }
    let later = self.later
    again = Task {
      try? await Task.sleep(for: later)
      if !Task.isCancelled { wanted() }
    }
  }

  /// One run: a session, whatever waits now. False where something may wait still: the system is asked for another run.
  public func run() async -> Bool {
    let core = self.core
    let clear: Bool
    do {
      let app = Core(try await Task.detached { try core() }.value)
      if !inSight { try await app.call { try $0.resume() } }
      let done = try await app.app.sync()
      reminders.show(try await app.call { try $0.reminders() })
      await close(app)
      // A phone that belongs to nobody has nothing to send.
      clear = done.ok ? done.waiting == 0 && done.filesWaiting == 0 : done.code == "not_enrolled"
      ran()
    } catch {
      // The key store before the phone was unlocked, a full disk: the screens say so, and a later run may do.
      clear = false
    }
    if !clear { system.ask() }
    return clear
  }

  /// Closes what must not be open while the system suspends the app; not where the user came back meanwhile.
  private func close(_ app: Core) async {
    guard !inSight else { return }
    try? await app.call { $0.pause() }
    if inSight { try? await app.call { try $0.resume() } }
  }
}
