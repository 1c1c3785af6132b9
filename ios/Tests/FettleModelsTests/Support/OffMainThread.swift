import FettleBindings
import Foundation

/// The core as the app holds it in tests: a call on the main thread is noted, for on a phone it would be a frame that does not come. What
/// only starts the core's own work and waits without holding a thread may be called from anywhere.
final class OffMainThread: FettleAppProtocol, @unchecked Sendable {
  private let app: FettleApp
  private let lock = NSLock()
  private var noted: [String] = []

  init(_ app: FettleApp) { self.app = app }

  /// What was called on the main thread, by name. Empty when all is well.
  var calls: [String] { lock.withLock { noted } }

  private func off(_ name: String = #function) -> FettleApp {
    if Thread.isMainThread { lock.withLock { noted.append(name) } }
    return app
  }

  func start() -> Route { off().start() }
  func screen(route: Route) throws -> Screen { try off().screen(route: route) }
  func page(route: Route, section: String, cursor: String) throws -> Section {
    try off().page(route: route, section: section, cursor: cursor)
  }
  func language() -> String { off().language() }
  func act(action: Action, entries: [Entry]) throws -> Outcome { try off().act(action: action, entries: entries) }
  func keep(route: Route, entries: [Entry]) throws { try off().keep(route: route, entries: entries) }
  func kept(route: Route) throws -> [Entry] { try off().kept(route: route) }
  func addPhoto(purpose: PhotoFor, bytes: Data, caption: String) throws -> Outcome {
    try off().addPhoto(purpose: purpose, bytes: bytes, caption: caption)
  }
  func picture(hash: String) throws -> Data { try off().picture(hash: hash) }
  func scanLuma(purpose: ScanFor, width: UInt32, height: UInt32, stride: UInt32, luma: Data, thorough: Bool) throws
    -> Outcome
  {
    try off().scanLuma(
      purpose: purpose, width: width, height: height, stride: stride, luma: luma, thorough: thorough)
  }
  func readCode(width: UInt32, height: UInt32, stride: UInt32, luma: Data, thorough: Bool) throws -> String? {
    try off().readCode(width: width, height: height, stride: stride, luma: luma, thorough: thorough)
  }
  func scanImage(purpose: ScanFor, bytes: Data) throws -> Outcome {
    try off().scanImage(purpose: purpose, bytes: bytes)
  }
  func sign(job: String, sheet: String, width: Double, height: Double, strokes: [PenStroke], signer: [Entry]) throws
    -> Outcome
  {
    try off().sign(job: job, sheet: sheet, width: width, height: height, strokes: strokes, signer: signer)
  }
  func enrol(link: String, name: String) async throws -> Route { try await app.enrol(link: link, name: name) }
  func sync() async throws -> SyncDone { try await app.sync() }
  func handOver(folder: String) async throws -> HandOver { try await app.handOver(folder: folder) }
  func takeRescue(file: String) async throws -> Outcome { try await app.takeRescue(file: file) }
  func pause() { off().pause() }
  func resume() throws { try off().resume() }
}
