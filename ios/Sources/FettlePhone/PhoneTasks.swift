#if os(iOS)
  import BackgroundTasks
  import FettleModels
  import Foundation

  /// Runs that the system gives when there is a network. What was asked for is the system's to remember, not ours.
  @MainActor
  public final class PhoneTasks: SystemTasks {
    /// As in `BGTaskSchedulerPermittedIdentifiers` of Info.plist.
    public nonisolated static let name = "app.fettle.sync"

    public init() {}

    /// To be called before the app has finished launching.
    public func register(_ runs: SyncRuns) {
      BGTaskScheduler.shared.register(forTaskWithIdentifier: Self.name, using: nil) { task in
        let run = OneRun(task)
        // The core's session goes on to its end by itself; only its waiting is dropped.
        task.expirationHandler = { run.end(false) }
        Task { @MainActor in run.end(await runs.run()) }
      }
    }

    public func ask() {
      let request = BGProcessingTaskRequest(identifier: Self.name)
      request.requiresNetworkConnectivity = true
      request.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
      // The same name asks anew. A phone that does not allow it (low power, the user's will) syncs when the app is opened.
      try? BGTaskScheduler.shared.submit(request)
    }
  }

  /// A run of the system, which has to be told once, and only once, that it is over.
  private final class OneRun: @unchecked Sendable {
    private let lock = NSLock()
    private var task: BGTask?

    init(_ task: BGTask) { self.task = task }

    func end(_ done: Bool) {
      lock.withLock {
        task?.setTaskCompleted(success: done)
        task = nil
      }
    }
  }
#endif
