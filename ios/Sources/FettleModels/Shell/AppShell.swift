import FettleBindings
import Foundation
import Observation

/// The core in the hand of a user: a stack of screens, what the last tap said, and what went wrong. It decides nothing; it only keeps the
/// core's calls off the main thread and goes where their outcomes lead.
///
/// Taps, and what is kept of half-filled forms, are done in their order. Long work (a session with the hub) runs beside them, so that
/// nobody waits for a network.
@MainActor
@Observable
public final class AppShell: Shell {
  public private(set) var words: ShellWords
  /// Where the user came through, the screen that is shown last. Never empty.
  public private(set) var routes: [Route]
  /// `routes` as text, for what outlives the process.
  public private(set) var written: [String]
  /// What is shown, as the core says it; none before the first look.
  public private(set) var screen: Screen?
  /// What is typed on each screen that was looked at since the app began, by its route.
  private var models: [Route: ScreenModel] = [:]
  /// What the last tap told in passing; taken away by `told`.
  public private(set) var notice: String?
  /// What takes back the last tap, while that is offered beside `notice`; taken away by `told`.
  public internal(set) var undo: Undo?
  /// When a tap changed what is shown.
  @ObservationIgnored private var changed: ContinuousClock.Instant?
  public var steady: Bool { changed.map { ContinuousClock.now - $0 >= .milliseconds(600) } ?? true }
  /// Why the last tap was refused; taken away by `told`.
  public private(set) var refusal: Refusal?
  /// A file with unsent work, to be shared with a colleague's phone; taken away by `told`.
  public private(set) var handedOver: String?
  /// Something is under way that a hand would wait for: a session, or the receiver that looks for the phone's place.
  public var busy: Bool { waits > 0 }
  private var waits = 0
  /// A link from outside that waits for the user's yes.
  public private(set) var link: String?
  /// A field waits for a code; its scanner lies over the screen.
  public var scanning: Bool { fieldScan != nil }
  /// Several codes that lie before that scanner: the user says which.
  public private(set) var fieldCodes: [String] = []
  /// The app is out of sight: nothing of it may be in the picture that the system keeps of it.
  public private(set) var covered = false
  /// Photos on the glass.
  public let photos: Photos

  @ObservationIgnored private var inSight = true
  /// Which drawing of the core is on the glass: an action brings it back, so that nothing is written over that was not seen.
  @ObservationIgnored private var drawn = ""
  @ObservationIgnored private let core: Core
  @ObservationIgnored private let platform: any Platform
  @ObservationIgnored private let reminders: any Reminders
  @ObservationIgnored private let shared: URL
  @ObservationIgnored private let recorded: @MainActor () -> Void
  @ObservationIgnored private let leaving: @MainActor () async -> Void
  @ObservationIgnored private let frames = Frames()
  private var fieldScan: (@MainActor (String) -> Void)?
  /// A tap is on its way to the core: a second one, before the screen has changed, is none.
  @ObservationIgnored private var acting = false
  @ObservationIgnored private var working: Task<Void, Never>?
  @ObservationIgnored private var longWork: Task<Void, Never>?
  /// What was half-filled when the lock fell, in its order; only ever in memory.
  @ObservationIgnored private var late: [(route: Route, entries: [Entry])] = []

  /// `shared`: where files lie that are shared with other apps, which the system may empty. `recorded`: something was recorded, and waits
  /// to be sent. `leaving`: the app is out of sight and its store is about to be closed.
  public init(
    _ begin: Begin, platform: any Platform, reminders: any Reminders,
    shared: URL = FileManager.default.temporaryDirectory,
    recorded: @escaping @MainActor () -> Void = {},
    leaving: @escaping @MainActor () async -> Void = {}
  ) {
    core = Core(begin.app)
    photos = Photos(core: core, platform: platform)
    self.platform = platform
    self.reminders = reminders
    self.shared = shared
    self.recorded = recorded
    self.leaving = leaving
    words = begin.words
    routes = begin.routes
    written = begin.written
  }

  public var camera: any Camera { platform.camera }

  public var gallery: (any Gallery)? { platform.gallery }

  public func open(_ route: Route) { run { try await $0.show($0.routes + [route]) } }

  /// Opens what a reminder names.
  public func open(written: String) {
    run { shell in
      if let route = try await shell.core.call({ _ in routeOf(text: written) }) {
        try await shell.show(shell.routes + [route])
      }
    }
  }

  public func back() { back(to: routes.count - 1) }

  /// Goes back until `count` screens are left. At once, for a hand that swipes does not wait; then it is looked at anew.
  public func back(to count: Int) {
    guard count > 0, count < routes.count else { return }
    routes = Array(routes.prefix(count))
    refresh()
  }

  /// The last screen, with what is typed on it; none before the first look.
  public var model: ScreenModel? { routes.last.flatMap { models[$0] } }

  /// The screen of a route in `routes`; none before it was looked at.
  public func model(of route: Route) -> ScreenModel? { models[route] }

  public func act(_ action: Action, _ entries: [Entry], here: Bool, then: @escaping @MainActor (Bool) -> Void) {
    guard !acting else { return then(false) }
    acting = true
    // As the hand saw it: what is looked at anew before its turn was not.
    let (from, drawn) = (routes.last, drawn)
    run { shell in
      var taken = false
      defer {
        shell.acting = false
        then(taken)
      }
      var place: String?
      if here {
        shell.waits += 1
        place = await shell.platform.here()
        shell.waits -= 1
      }
      let all = entries + (place.map { [Entry(key: "position", value: $0)] } ?? [])
      let outcome = try await shell.core.call { try $0.act(action: action, entries: all, drawn: drawn) }
      taken = true
      // What was handed in is half-filled no more: a signature that was given while it was locked.
      shell.late.removeAll { $0.route == from }
      shell.recorded()
      try await shell.follow(outcome)
    }
  }

  public func keep(_ route: Route, _ entries: [Entry]) {
    run { shell in
      do {
        try await shell.core.call { try $0.keep(route: route, entries: entries) }
      } catch FettleError.Failed("locked", _, _) {
        // The lock fell under the hand, which may be the customer's: nobody there could do anything about it. It is kept when somebody
        // unlocks.
        shell.late.append((route, entries))
      }
    }
  }

  public func kept(_ route: Route) async -> [Entry] {
    // Under the lock nothing is given out; what was written stays where it is.
    (try? await core.call { try $0.kept(route: route) }) ?? []
  }

  public func page(_ route: Route, _ section: String, _ cursor: String) async -> Section? {
    do { return try await core.call { try $0.page(route: route, section: section, cursor: cursor) } } catch {
      refusal = Core.refusal(error)
      return nil
    }
  }

  public func map(_ point: MapPoint) {
    if !platform.map(point) { notice = "\(point.label) \(point.latitude), \(point.longitude)" }
  }

  public func call(_ phone: PhoneNumber) {
    if !platform.dial(phone.dialled) { notice = "\(phone.name) \(phone.number)" }
  }

  public func copy(_ text: String) {
    platform.copy(text)
    notice = "\(words.copied) \(text)"
  }

  public func photo(_ hash: String) -> Picture? { photos.find(hash) }

  public func decode(_ bytes: Data) async -> Picture? {
    let platform = self.platform
    return try? await core.call(on: Core.pictures) { _ in platform.decode(bytes) }
  }

  /// A colleague's file that was shared with this app: taken along to the server. It is read where it lies, and the core says what is wrong
  /// with it: not to be read, too large, or none at all. `done`: nobody reads it any more.
  public func takeRescue(_ file: String, done: @escaping @MainActor () -> Void = {}) {
    run { shell in
      defer { done() }
      try await shell.follow(try await shell.core.app.takeRescue(file: file))
    }
  }

  /// A link of a code that was opened outside the app. Anyone can write one, so the user is asked first: `answerLink`.
  public func link(_ text: String) { link = text }

  /// Follows `link`, or not. What it names is the core's to say, as of one typed into the scanner.
  public func answerLink(_ follow: Bool) {
    let text = link
    link = nil
    guard follow, let text else { return }
    act(.scan(purpose: .find, action: .typed), [Entry(key: "code", value: text)], here: false) { _ in }
  }

  /// Looks again: after a sync, or when the app comes to the front.
  public func refresh() {
    run { shell in
      // After a run out of sight the store is closed again: what is shown is looked at when the app is in front.
      guard shell.inSight else { return }
      try await shell.show(shell.routes)
      shell.photos.lookAgain()
    }
  }

  /// The app goes out of sight: what is half-typed is kept, and the core closes what must not be open then. Long work that is under way is
  /// cut off and goes on later; where there is time for it, `leave`.
  public func pause() {
    hide()
    run { shell in
      guard !shell.inSight else { return }
      // What it would have shown is said outside. What keeps the store from being read is said on its screens.
      if let lines = try? await shell.core.call({ try $0.reminders() }) { shell.reminders.show(lines) }
      await shell.leaving()
      if !shell.inSight { try await shell.core.call { $0.pause() } }
    }
  }

  /// As `pause`, where the system gives no more time. Returns when the store is closed.
  public func cutOff() async {
    pause()
    await working?.value
  }

  /// About to go out of sight: the system takes its picture now.
  public func cover() { covered = true }

  /// As `pause`, when long work is done. Returns when the system may suspend the app.
  public func leave() async {
    hide()
    await settled()
    if !inSight { pause() }
    await settled()
  }

  /// The app is in front again. What is shown is looked at anew: it may be locked.
  public func resume() {
    inSight = true
    run { shell in
      try await shell.core.call { try $0.resume() }
      try await shell.showWhatStands()
      shell.photos.lookAgain()
      shell.covered = false
    }
  }

  private func hide() {
    inSight = false
    covered = true
    for model in models.values { model.tap.flush() }
  }

  /// Offers the file of `handedOver` to other apps.
  public func shareHandedOver() {
    if let path = handedOver { platform.share(path) }
    handedOver = nil
    notice = nil
  }

  public func share(_ paper: Paper) {
    run { shell in
      let (platform, folder) = (shell.platform, shell.shared)
      // The server's sealed paper, where there is a network and it has the document; else the phone's own.
      if !paper.job.isEmpty,
        let sealed = try? await shell.core.app.paper(job: paper.job, document: paper.hash, folder: folder.path)
      {
        platform.share(sealed)
        return
      }
      let (file, missing) = try await shell.core.call(on: Core.pictures) { core in
        let (whole, missing) = paper.printable(platform.prints)
        var printed = whole
        for hash in Set(paper.sections.flatMap(\.rows).compactMap(\.photo)) {
          printed.pictures[hash] = try? core.picture(hash: hash)
        }
        return (try platform.draw(printed, in: folder), missing)
      }
      platform.share(file.path)
      if !missing.isEmpty { shell.notice = shell.words.notPrintable + " " + missing.joined(separator: ", ") }
    }
  }

  /// The user has seen what was told.
  public func told() {
    notice = nil
    undo = nil
    refusal = nil
    handedOver = nil
  }

  /// Everything that was asked for so far is done.
  func settled() async {
    await working?.value
    await longWork?.value
    await working?.value
  }

  // Codes before the camera.

  public func scan(_ read: @escaping @MainActor (String) -> Void) {
    fieldCodes = []
    fieldScan = read
  }

  /// Takes the frames of the scanner that lies over a field.
  public func lookForField() -> FrameTaker {
    looker(
      { try $0.readCode(width: $1.w, height: $1.h, stride: $1.s, luma: $1.luma, thorough: $2) },
      then: { [weak self] codes in
        guard let self, let first = codes.first else { return }
        if codes.count == 1 { scanned(first) } else { fieldCodes = codes }
      })
  }

  /// The field has its code, or the user left the scanner.
  public func scanned(_ code: String?) {
    let read = fieldScan
    fieldScan = nil
    guard let read, let code else { return }
    platform.pulse()
    read(code)
  }

  public func look(_ purpose: ScanFor) -> FrameTaker {
    let from = routes
    return looker(
      { try $0.scanLuma(purpose: purpose, width: $1.w, height: $1.h, stride: $1.s, luma: $1.luma, thorough: $2) },
      then: { [weak self] in self?.seen($0, from) })
  }

  private func seen(_ outcome: Outcome, _ from: [Route]) {
    // What was seen before the user went elsewhere leads nowhere.
    guard routes == from, !acting, outcome != Outcome(route: nil, notice: nil, work: nil) else { return }
    platform.pulse()
    acting = true
    run { shell in
      defer { shell.acting = false }
      shell.recorded()
      try await shell.follow(outcome)
    }
  }

  private func looker<T: Sendable>(
    _ read: @escaping @Sendable (any FettleAppProtocol, Sized, Bool) throws -> T,
    then: @escaping @MainActor @Sendable (T) -> Void
  ) -> FrameTaker {
    let (frames, core) = (frames, core)
    return { [weak self] frame in
      guard let thorough = frames.begin() else { return }
      Task {
        do { await then(try await core.call(on: Core.frames) { try read($0, Sized(frame), thorough) }) } catch {
          await self?.refuse(error)
        }
        frames.end()
      }
    }
  }

  // Where outcomes lead.

  /// Goes where an outcome leads, and starts its long work: what was done is done, also when that fails.
  private func follow(_ outcome: Outcome) async throws {
    refusal = nil
    notice = outcome.notice
    undo = outcome.undo
    changed = .now
    defer { if let work = outcome.work { start(work) } }
    if outcome.route != .lock, try await unlocked() {
      // The lock lay over what the user was at: there it goes on, for who unlocks; and nobody comes back to it.
      for (route, entries) in late { keep(route, entries) }
      late = []
      let under = routes.dropLast()
      return try await show(under.isEmpty ? [outcome.route ?? .today] : Array(under))
    }
    guard let to = outcome.route else { return try await show(routes) }
    // A screen that is open already is gone back to, so that "back" never leads in a circle.
    if let at = routes.firstIndex(of: to) {
      try await show(Array(routes[...at]))
    } else {
      try await show(routes + [to])
    }
  }

  /// Whether the lock that is shown was just opened.
  private func unlocked() async throws -> Bool {
    guard case .lock(let shown) = screen, shown.locked else { return false }
    return try await core.call { $0.start() != .lock }
  }

  private func start(_ work: Work) {
    let before = longWork
    waits += 1
    longWork = Task {
      await before?.value
      do { try await long(work) } catch { refuse(error) }
      waits -= 1
    }
  }

  private func long(_ work: Work) async throws {
    switch work {
    case .sync:
      notice = try await core.app.sync().text
      refresh()
    case .handOver:
      let done = try await core.app.handOver(folder: shared.path)
      notice = done.text
      handedOver = done.path
    case .enrol(let link, let name):
      let first = try await core.app.enrol(link: link, name: name)
      // The phone may be another person's now.
      late = []
      run { try await $0.show([first]) }
      // What this person works with comes at once; where it does not, the screen says so and the next session brings it.
      notice = try await core.app.sync().text
      refresh()
    }
  }

  /// Shows the stack, or as much of one that the system kept as still stands: its last job may be somebody else's meanwhile.
  private func showWhatStands() async throws {
    while true {
      do { return try await show(routes) } catch  where screen == nil && routes.count > 1 {
        routes.removeLast()
      }
    }
  }

  private func show(_ to: [Route]) async throws {
    let before = routes
    let look = try await core.call { try Look.at(to, $0) }
    // Who went back meanwhile stays there: what is under the last screen is looked at next, and the lock with it.
    if routes != before && look.routes.starts(with: before) { return }
    guard let route = look.routes.last else { return }
    if models[route]?.show(look.drawn.screen) != true {
      models[route] = ScreenModel(look.drawn.screen, shell: self, route: route)
    }
    // Under the lock the others wait, with what is typed on them, for whoever unlocks.
    models = models.filter { look.routes.contains($0.key) }
    (screen, drawn) = (look.drawn.screen, look.drawn.drawn)
    routes = look.routes
    written = look.written
    words = look.words
    // Nothing lies over the lock, and no camera runs on behind it.
    if case .lock(let lock) = look.drawn.screen, lock.locked { fieldScan = nil }
    if models[route]?.tap.wantsPosition == true { platform.prepare() }
  }

  private func run(_ work: @escaping @MainActor (AppShell) async throws -> Void) {
    let before = working
    working = Task {
      await before?.value
      do { try await work(self) } catch { refuse(error) }
    }
  }

  private func refuse(_ error: any Error) { refusal = Core.refusal(error) }
}

/// The screen at the end of a stack, or the lock over it.
private struct Look: Sendable {
  let routes: [Route]
  let written: [String]
  let drawn: Drawn
  let words: ShellWords

  static func at(_ to: [Route], _ app: any FettleAppProtocol) throws -> Look {
    guard let last = to.last else { return try at([app.start()], app) }
    do { return Look(to, try app.draw(route: last), app) } catch FettleError.Failed("locked", _, _) {
      return Look(to.filter { $0 != .lock } + [.lock], try app.draw(route: .lock), app)
    } catch FettleError.Failed("not_enrolled", _, _) where app.start() != last {
      // The phone was wiped, or is another person's: nothing of before stands any more.
      return try at([app.start()], app)
    }
  }

  private init(_ routes: [Route], _ drawn: Drawn, _ app: any FettleAppProtocol) {
    self.routes = routes
    self.drawn = drawn
    // The lock itself is no place to come back to.
    written = routes.filter { $0 != .lock }.map { routeText(route: $0) }
    words = shellWords(language: app.language())
  }
}
