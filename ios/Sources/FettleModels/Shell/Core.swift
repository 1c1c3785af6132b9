import Dispatch
import FettleBindings

/// The way to the core: every call that reads or writes files goes through here, away from the main thread, and one after the other in the
/// order in which it was asked for. What only looks at pictures has a line of its own, so that no tap waits for a frame or a thumbnail.
struct Core: Sendable {
  /// Taps, screens, and what is kept.
  static let acts = SerialWork("app.fettle.core")
  /// Codes in camera frames.
  static let frames = SerialWork("app.fettle.frames")
  /// Photos, read and decoded.
  static let pictures = SerialWork("app.fettle.pictures")

  let app: any FettleAppProtocol

  init(_ app: any FettleAppProtocol) { self.app = app }

  /// Opens the core, or gets it where it is open.
  static func open(_ core: @escaping @Sendable () throws -> any FettleAppProtocol) async throws -> Core {
    Core(try await acts.run { try core() })
  }

  /// Does `work` with the core and waits for it without holding a thread.
  func call<T: Sendable>(
    on line: SerialWork = Core.acts, _ work: @escaping @Sendable (any FettleAppProtocol) throws -> T
  ) async throws -> T {
    let app = self.app
    return try await line.run { try work(app) }
  }

  /// What the core says of `error`; other errors are none of its own and say what they are.
  static func refusal(_ error: any Error) -> Refusal {
    if case FettleError.Failed(let code, let text, let field) = error {
      return Refusal(code: code, text: text, field: field)
    }
    return Refusal(code: "", text: "\(error)", field: nil)
  }
}

/// Does blocking work one piece after the other, on a thread that is none of those that Swift's tasks share: a call may take as long as the
/// person does (a fingerprint), and theirs are as few as the phone has cores. One line is one thread at a time, whatever waits.
actor SerialWork {
  private nonisolated let executor: QueueExecutor

  init(_ name: String) { executor = QueueExecutor(name) }

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func run<T: Sendable>(_ work: @Sendable () throws -> T) throws -> T { try work() }
}

/// An actor's jobs on a serial queue, first come, first served.
private final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(_ name: String) { queue = DispatchQueue(label: name) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
