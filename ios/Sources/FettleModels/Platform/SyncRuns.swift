import FettleBindings
import Foundation

/// Sessions with the hub that nobody tapped for: while the app is in sight a moment after something was recorded, the network came back, or
/// the hub has something new; out of sight whenever the system gives a run. Nothing about a run is written down: each one asks the core what waits,
/// and asks the system again while something does. Files go on without a run: see `LentUploads`.
@MainActor
public final class SyncRuns: Background {
  public var ran: @MainActor () -> Void = {}
  /// The app is in sight. Out of sight its store is closed, but during a run.
  public private(set) var inSight = false
  private let core: @Sendable () throws -> any FettleAppProtocol
  private let system: any SystemTasks
  private let reminders: any Reminders
  private let uploads: LentUploads
  private let soon: Duration
  private let poll: Duration
  private var waiting: Task<Void, Never>?
  private var next: Task<Void, Never>?
  private var news: Task<Void, Never>?
  /// The run that is under way: one at a time, or the end of one would close the store under the other.
  private var running: Task<Bool, Never>?
  private var opened: Core?
  /// The way to the network, as it was told last; none where there is none.
  private var way: String?

  /// `core`: opens the core, or gives it where it is open; blocking. `soon`: long enough for the next tap to go along. `poll`: how soon
  /// a run that left something waiting is tried again while the app is in sight. `uploads`: where the system sends files in the app's place.
  public init(
    system: any SystemTasks, reminders: any Reminders, network: any NetworkWatch,
    uploads: (any SystemUploads)? = nil, soon: Duration = .seconds(10), poll: Duration = .seconds(60),
    core: @escaping @Sendable () throws -> any FettleAppProtocol
  ) {
    self.system = system
    self.reminders = reminders
    self.uploads = LentUploads(uploads)
    self.soon = soon
    self.poll = poll
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

  /// The app comes into sight: what the system sends in its place is the app's again, which is faster while somebody waits.
  public func appeared() {
    inSight = true
    Task {
      if let app = try? await Core.open(core) { await uploads.takeBack(app) { self.inSight } }
      wanted()
    }
  }

  /// The app goes out of sight; `leaving` follows before its store is closed.
  public func disappeared() {
    inSight = false
    next?.cancel()
    next = nil
  }

  public func leaving() async {
    guard !inSight, let app = try? await Core.open(core) else { return }
    await uploads.lend(app) { [weak self] in self?.inSight == false }
  }

  public func wanted() {
    system.ask()
    look(after: soon)
  }

  private func look(after: Duration) {
    guard waiting == nil else { return }
    waiting = Task {
      try? await Task.sleep(for: after)
      waiting = nil
      // Out of sight the system says when.
      guard inSight else { return }
      // What was recorded meanwhile may not be in a session that is under way.
      _ = await running?.value
      lookAgain(clear: await run())
    }
  }

  /// In sight the system gives no runs: the hub tells when something moved there, and a server that was away is asked again.
  private func lookAgain(clear: Bool) {
    next?.cancel()
    guard inSight else { return }
    next = Task {
      if clear, let opened { await untilNews(opened) } else { try? await Task.sleep(for: poll) }
      // A hub that has something new all the time is not asked all the time.
      if !Task.isCancelled && inSight { look(after: min(soon, .seconds(1))) }
    }
  }

  /// One line to the hub, whoever waits for it.
  private func untilNews(_ app: Core) async {
    let line =
      news
      ?? Task {
        try? await app.app.untilNews()
        news = nil
      }
    news = line
    await line.value
  }

  /// One run: a session, whatever waits now. False where something may wait still: the system is asked for another run.
  public func run() async -> Bool {
    if let running { return await running.value }
    let run = Task {
      defer { running = nil }
      return await once()
    }
    running = run
    return await run.value
  }

  /// The system ends its run before that is over: the session is cut off and the store closed, for nothing of it may be open while the app is
  /// suspended. What was taken in stays; the rest waits for another run.
  public func expired() async {
    guard !inSight, running != nil, let opened else { return }
    try? await opened.call { $0.pause() }
  }

  /// The button of a reminder was tapped: its job is taken on, also out of sight, and what was recorded is sent.
  public func accept(_ key: String) async {
    _ = await running?.value
    guard let app = try? await Core.open(core) else { return }
    opened = app
    if !inSight { try? await app.call { try $0.resume() } }
    // Locked, or somebody else goes meanwhile: what is said outside then says so.
    _ = try? await app.call { try $0.acceptReminded(key: key) }
    if let lines = try? await app.call({ try $0.reminders() }) { reminders.show(lines) }
    await close(app)
    _ = await run()
  }

  private func once() async -> Bool {
    let clear: Bool
    do {
      let app = try await Core.open(core)
      opened = app
      if !inSight {
        try await app.call { try $0.resume() }
        await uploads.settle(app)
      }
      let done = try await app.app.sync()
      reminders.show(try await app.call { try $0.reminders() })
      if !inSight { await uploads.lend(app) { [weak self] in self?.inSight == false } }
      await close(app)
      // A phone that belongs to nobody has nothing to send.
      clear = done.ok ? done.waiting == 0 && done.filesWaiting == 0 : done.code == "not_enrolled"
      ran()
    } catch {
      // The key store before the phone was unlocked, a full disk, a run that the system ended: the screens say so, and a later run may do.
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
