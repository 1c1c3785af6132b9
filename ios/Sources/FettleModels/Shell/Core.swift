import Dispatch
import FettleBindings

/// The way to the core: every call that reads or writes files goes through here, away from the main thread. It has threads of its own,
/// because a call may take as long as the person does (a fingerprint), and those of Swift's tasks must not be held that long.
struct Core: Sendable {
  let app: any FettleAppProtocol
  private let queue = DispatchQueue(label: "app.fettle.core", attributes: .concurrent)

  init(_ app: any FettleAppProtocol) { self.app = app }

  /// Does `work` with the core and waits for it without holding a thread.
  func call<T: Sendable>(_ work: @escaping @Sendable (any FettleAppProtocol) throws -> T) async throws -> T {
    let app = self.app
    return try await withCheckedThrowingContinuation { answer in
      queue.async { answer.resume(with: Result { try work(app) }) }
    }
  }

  /// What the core says of `error`; other errors are none of its own and say what they are.
  static func refusal(_ error: any Error) -> Refusal {
    if case FettleError.Failed(let code, let text, let field) = error {
      return Refusal(code: code, text: text, field: field)
    }
    return Refusal(code: "", text: "\(error)", field: nil)
  }
}
