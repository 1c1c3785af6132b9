#if os(iOS)
  import FettleBindings
  import FettleModels
  import Foundation

  /// A background `URLSession`: the system sends the files in a process of its own, while the app is suspended or ended, and tries again by
  /// itself when the network was away. What came of it is asked of the hub by the core's next session.
  @MainActor
  public final class PhoneUploads: NSObject, SystemUploads {
    private var session: URLSession?
    private var told: [CheckedContinuation<Void, Never>] = []
    private var toldAlready = false

    public override init() {
      super.init()
      let settings = URLSessionConfiguration.background(withIdentifier: SystemNames.uploads)
      settings.isDiscretionary = false
      settings.sessionSendsLaunchEvents = true
      settings.httpCookieStorage = nil
      settings.urlCache = nil
      // Longer than a weekend; what did not go by then is asked for anew.
      settings.timeoutIntervalForResource = 4 * 24 * 60 * 60
      session = URLSession(configuration: settings, delegate: self, delegateQueue: nil)
    }

    public func send(_ upload: LentUpload) {
      guard let session, let request = upload.request else { return }
      let task = session.uploadTask(with: request, fromFile: URL(fileURLWithPath: upload.file))
      task.taskDescription = UploadNote(upload).text
      task.resume()
    }

    public func underWay() async -> [String] {
      await session?.allTasks.compactMap { UploadNote(text: $0.taskDescription)?.name } ?? []
    }

    public func callBack() async {
      guard let session else { return }
      for task in await session.allTasks { task.cancel() }
      // Cancelled is not yet ended: the hub takes no second request for a file that it is taking in.
      for _ in 0..<40 {
        if await session.allTasks.isEmpty { return }
        try? await Task.sleep(for: .milliseconds(50))
      }
    }

    /// The system started the app for this session's sake: returns when all of it was told, or after some seconds.
    public func events() async {
      guard !toldAlready else { return toldAlready = false }
      let late = Task {
        try? await Task.sleep(for: .seconds(10))
        if !Task.isCancelled { allTold() }
      }
      await withCheckedContinuation { told.append($0) }
      late.cancel()
      toldAlready = false
    }

    private func allTold() {
      toldAlready = told.isEmpty
      for one in told { one.resume() }
      told = []
    }
  }

  extension PhoneUploads: URLSessionTaskDelegate {
    /// Who answers is judged by the core, as on its own connections: by the hub's key where one is known.
    nonisolated public func urlSession(
      _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge
    ) async -> (URLSession.AuthChallengeDisposition, URLCredential?) {
      let space = challenge.protectionSpace
      guard space.authenticationMethod == NSURLAuthenticationMethodServerTrust, let trust = space.serverTrust,
        let note = UploadNote(text: task.taskDescription)
      else { return (.cancelAuthenticationChallenge, nil) }
      let chain = (SecTrustCopyCertificateChain(trust) as? [SecCertificate] ?? []).map {
        SecCertificateCopyData($0) as Data
      }
      guard isHub(chain: chain, host: space.host, pins: note.pins) else { return (.cancelAuthenticationChallenge, nil) }
      return (.useCredential, URLCredential(trust: trust))
    }

    nonisolated public func urlSessionDidFinishEvents(forBackgroundURLSession session: URLSession) {
      Task { @MainActor in self.allTold() }
    }
  }
#endif
