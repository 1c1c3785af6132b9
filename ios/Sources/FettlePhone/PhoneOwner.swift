#if canImport(LocalAuthentication)
  import FettleBindings
  import Foundation
  import LocalAuthentication

  /// The phone's own check of its owner: face, finger, or the phone's code. Called off the main thread; answers when the person did.
  public final class PhoneOwner: PlatformOwner {
    public init() {}

    public func available() throws -> Bool { LAContext().canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) }

    public func check(why: String) throws -> Bool {
      let context = LAContext()
      guard context.canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) else { return false }
      let answer = Answer()
      context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: why) { known, _ in answer.give(known) }
      return answer.wait()
    }
  }

  /// One answer that another thread waits for. Unchecked: it is written before the signal and read after the wait for it, once each.
  private final class Answer: @unchecked Sendable {
    private let given = DispatchSemaphore(value: 0)
    private var known = false

    func give(_ known: Bool) {
      self.known = known
      given.signal()
    }

    func wait() -> Bool {
      given.wait()
      return known
    }
  }
#endif
