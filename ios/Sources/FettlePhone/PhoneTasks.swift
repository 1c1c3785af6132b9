#if os(iOS)
  import BackgroundTasks
  import FettleModels
  import Foundation

  /// Runs that the system gives when there is a network: short ones some times a day, as the app is used, and long ones at night and on power.
  /// What was asked for is the system's to remember, not ours.
  @MainActor
  public final class PhoneTasks: SystemTasks {
    public init() {}

    /// To be called before the app has finished launching.
    public func register(_ runs: SyncRuns) {
      for name in [SystemNames.refresh, SystemNames.processing] {
        BGTaskScheduler.shared.register(forTaskWithIdentifier: name, using: nil) { task in
          let run = OneRun(task)
          task.expirationHandler = {
            // The store is closed before the system suspends the app.
            Task { @MainActor in
              await runs.expired()
              run.end(false)
            }
          }
          Task { @MainActor in run.end(await runs.run()) }
        }
      }
    }

    public func ask() {
      let refresh = BGAppRefreshTaskRequest(identifier: SystemNames.refresh)
      let processing = BGProcessingTaskRequest(identifier: SystemNames.processing)
      processing.requiresNetworkConnectivity = true
      for request in [refresh, processing] {
        request.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        // The same name asks anew. A phone that does not allow it (low power, the user's will) syncs when the app is opened.
        try? BGTaskScheduler.shared.submit(request)
      }
    }
  }

  /// A run of the system, which has to be told once, and only once, that it is over. Unchecked, for the system's task is not marked as one that
  /// may go from thread to thread: it is touched under the lock only.
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
