#if os(iOS)
  import FettleBindings
  import FettleModels
  import Foundation

  /// The parts on a phone.
  @MainActor
  public final class PhoneParts {
    public let platform = PhonePlatform()
    public let reminders = PhoneReminders()
    public let tasks = PhoneTasks()
    public let uploads = PhoneUploads()
    public let runs: SyncRuns
    private let opened = Opened()

    public init() {
      let opened = self.opened
      runs = SyncRuns(system: tasks, reminders: reminders, network: PhoneNetwork(), uploads: uploads) {
        try opened.core()
      }
    }

    public var parts: Parts {
      let opened = self.opened
      return Parts(
        core: { try opened.core() }, coreAnew: { try opened.anew() }, platform: platform, background: runs,
        reminders: reminders,
        shared: FileManager.default.temporaryDirectory)
    }

    /// The phone's language.
    public static var language: String { Locale.preferredLanguages.first ?? "en" }
  }

  /// The core, opened once a process. Unchecked, for it is asked for from any thread: what it holds is read and written under the lock only.
  private final class Opened: @unchecked Sendable {
    private let lock = NSLock()
    private var app: FettleApp?

    func core() throws -> FettleApp {
      try lock.withLock {
        if let app { return app }
        let opened = try FettleApp.open(
          folder: try folder(), language: language, version: version, keys: KeychainKeys(), clock: PhoneClock(),
          owner: PhoneOwner())
        app = opened
        return opened
      }
    }

    func anew() throws -> FettleApp {
      try lock.withLock {
        let opened = try FettleApp.startAnew(
          folder: try folder(), language: language, version: version, keys: KeychainKeys(), clock: PhoneClock(),
          owner: PhoneOwner())
        app = opened
        return opened
      }
    }

    private var language: String { Locale.preferredLanguages.first ?? "en" }

    private var version: String {
      Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String ?? "0"
    }

    /// In the app's own container, in no app group: the system ends an app that holds a lock there when it is suspended. Closed until the phone
    /// was unlocked once, and not among what is copied to another phone: a copy of a store would be a clone.
    private func folder() throws -> String {
      var folder = try FileManager.default.url(
        for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true
      ).appendingPathComponent("fettle", isDirectory: true)
      let closed: [FileAttributeKey: Any] = [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: closed)
      try FileManager.default.setAttributes(closed, ofItemAtPath: folder.path)
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      try folder.setResourceValues(values)
      return folder.path
    }
  }
#endif
