import FettleBindings
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The system's own transfer service, which sends files while the app is suspended or ended: a background `URLSession` on a phone.
@MainActor
public protocol SystemUploads: AnyObject, Sendable {
  /// Sends a file as soon as there is a network.
  func send(_ upload: LentUpload)
  /// What it has not ended yet, by name.
  func underWay() async -> [String]
  /// Gives everything up; returns when nothing is sent any more.
  func callBack() async
}

/// Files that the core lends to the system for as long as the app is out of sight. One of the two sends a file, never both: in sight the
/// core, out of sight the system. Whether the hub has it is asked by the core's next session; the system's word counts for nothing, so that
/// nothing has to be remembered here, and a file that it lost waits as before.
@MainActor
final class LentUploads {
  /// None: the system sends nothing in the app's place, and nothing is lent.
  private let system: (any SystemUploads)?
  /// One after the other: the user may come back while files are being lent.
  private var last: Task<Void, Never>?

  init(_ system: (any SystemUploads)?) { self.system = system }

  /// In sight: everything is the core's again, as long as `wanted`.
  func takeBack(_ app: Core, while wanted: @escaping @MainActor () -> Bool) async {
    await inTurn { system in
      guard wanted() else { return }
      await system.callBack()
      try? await app.call { try $0.takeBackUploads(still: []) }
    }
  }

  /// Out of sight: what the system has ended is the core's again, whatever became of it.
  func settle(_ app: Core) async {
    await inTurn { system in
      let still = await system.underWay()
      try? await app.call { try $0.takeBackUploads(still: still) }
    }
  }

  /// Out of sight: what waits is the system's, as long as `wanted`.
  func lend(_ app: Core, while wanted: @escaping @MainActor () -> Bool) async {
    await inTurn { system in
      guard wanted(), let lent = try? await app.call({ try $0.lendUploads() }) else { return }
      for one in lent { system.send(one) }
    }
  }

  private func inTurn(_ work: @escaping @MainActor (any SystemUploads) async -> Void) async {
    guard let system else { return }
    let before = last
    let task = Task {
      await before?.value
      await work(system)
    }
    last = task
    await task.value
  }
}

extension LentUpload {
  /// The request that sends its file; none where the core's address is none.
  public var request: URLRequest? {
    guard let url = URL(string: url) else { return nil }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    for header in headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
    return request
  }
}

/// What the system keeps beside a file that it sends: which one it is, and by which keys its hub is known. The app may have to say so again
/// before its store is open.
public struct UploadNote: Codable, Equatable, Sendable {
  public let name: String
  public let pins: [String]

  public init(_ upload: LentUpload) { (name, pins) = (upload.name, upload.pins) }

  /// Reads what `text` wrote; none where it is something else.
  public init?(text: String?) {
    guard let text, let note = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
    self = note
  }

  public var text: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
