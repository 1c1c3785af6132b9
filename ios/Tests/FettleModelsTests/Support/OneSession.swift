import FettleBindings
import Foundation

/// A core that only has sessions.
final class OneSession: FettleApp, @unchecked Sendable {
  var waiting: UInt64 = 0
  var files: UInt64 = 0
  var code = ""
  var fails = false
  /// How long a session takes.
  var takes: Duration = .zero
  /// What it was told to do.
  var told: [String] = []

  convenience init() { self.init(noHandle: NoHandle()) }

  override func sync() async throws -> SyncDone {
    if fails { throw FettleError.Failed(code: "key_store_unavailable", text: "", field: nil) }
    told.append("sync")
    if takes > .zero { try await Task.sleep(for: takes) }
    return SyncDone(ok: code.isEmpty, code: code, text: "", waiting: waiting, filesWaiting: files, pulled: 0)
  }
  /// The hub has nothing new for so long.
  var quiet: Duration = .milliseconds(20)
  override func untilNews() async throws { try await Task.sleep(for: quiet) }
  override func reminders() throws -> [Reminder] {
    told.append("reminders")
    return [Reminder(key: "sync", title: "Work is not sent", text: "", route: .sync)]
  }
  override func acceptReminded(key: String) throws -> Outcome {
    told.append("accept \(key)")
    return Outcome(route: nil, notice: nil, work: nil)
  }
  /// What is lent to the system now.
  var lent: [String] = []
  /// What waits to be lent.
  var waits: [String] = []
  override func lendUploads() throws -> [LentUpload] {
    told.append("lend")
    let new = waits.filter { !lent.contains($0) }
    lent += new
    return new.map {
      LentUpload(name: $0, url: "http://hub.local/sync/v1/uploads", headers: [], file: "/\($0)", pins: [])
    }
  }
  override func takeBackUploads(still: [String]) throws {
    told.append("take back")
    lent = lent.filter { still.contains($0) }
  }
  override func pause() { told.append("pause") }
  override func resume() throws { told.append("resume") }
}
