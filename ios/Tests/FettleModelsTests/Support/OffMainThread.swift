import FettleBindings
import Foundation

/// The core as the app holds it in tests: a call on the main thread is noted, for on a phone it would be a frame that does not come. What
/// only starts the core's own work and waits without holding a thread may be called from anywhere.
final class OffMainThread: FettleApp, @unchecked Sendable {
  private let lock = NSLock()
  private var noted: [String] = []
  /// Holds a look up, where a test wants it.
  let slow = SlowScreen()

  /// The same core as `app`.
  convenience init(_ app: FettleApp) { self.init(unsafeFromHandle: app.uniffiCloneHandle()) }

  /// What was called on the main thread, by name. Empty when all is well.
  var calls: [String] { lock.withLock { noted } }

  private func off(_ name: String = #function) {
    if Thread.isMainThread { lock.withLock { noted.append(name) } }
  }

  /// As after the hub told a lost phone to wipe itself.
  var wiped: Bool {
    get { lock.withLock { gone } }
    set { lock.withLock { gone = newValue } }
  }
  private var gone = false

  /// The drawings that acts brought back.
  var drawings: [String] { lock.withLock { brought } }
  private var brought: [String] = []
  private func noteAct(_ drawn: String) { lock.withLock { brought.append(drawn) } }

  override func start() -> Route {
    off()
    return wiped ? .enrol : super.start()
  }
  override func screen(route: Route) throws -> Screen {
    off()
    return try super.screen(route: route)
  }
  override func draw(route: Route) throws -> Drawn {
    off()
    slow.wait(route)
    if wiped && route != .enrol { throw FettleError.Failed(code: "not_enrolled", text: "not enrolled", field: nil) }
    return try super.draw(route: route)
  }
  override func page(route: Route, section: String, cursor: String) throws -> Section {
    off()
    return try super.page(route: route, section: section, cursor: cursor)
  }
  override func language() -> String {
    off()
    return super.language()
  }
  override func act(action: Action, entries: [Entry], drawn: String) throws -> Outcome {
    off()
    noteAct(drawn)
    return try super.act(action: action, entries: entries, drawn: drawn)
  }
  override func keep(route: Route, entries: [Entry]) throws {
    off()
    try super.keep(route: route, entries: entries)
  }
  override func kept(route: Route) throws -> [Entry] {
    off()
    return try super.kept(route: route)
  }
  override func picture(hash: String) throws -> Data {
    off()
    return try super.picture(hash: hash)
  }
  override func scanLuma(
    purpose: ScanFor, width: UInt32, height: UInt32, stride: UInt32, luma: Data, thorough: Bool
  ) throws -> Outcome {
    off()
    return try super.scanLuma(
      purpose: purpose, width: width, height: height, stride: stride, luma: luma, thorough: thorough)
  }
  override func readCode(width: UInt32, height: UInt32, stride: UInt32, luma: Data, thorough: Bool) throws -> [String] {
    off()
    return try super.readCode(width: width, height: height, stride: stride, luma: luma, thorough: thorough)
  }
  override func pause() {
    off()
    super.pause()
  }
  override func resume() throws {
    off()
    try super.resume()
  }
}

/// A screen whose look takes as long as the test wants.
final class SlowScreen: @unchecked Sendable {
  private let lock = NSLock()
  private let go = DispatchSemaphore(value: 0)
  private var route: Route?
  private var held = false

  /// The next look at `route` waits for `release`.
  func hold(_ route: Route) { lock.withLock { self.route = route } }

  /// A look waits.
  var holds: Bool { lock.withLock { held } }

  func release() { go.signal() }

  func wait(_ route: Route) {
    let waits = lock.withLock {
      guard self.route == route else { return false }
      self.route = nil
      held = true
      return true
    }
    guard waits else { return }
    // A test that forgot to let it go fails, and does not hang.
    _ = go.wait(timeout: .now() + 20)
    lock.withLock { held = false }
  }
}
