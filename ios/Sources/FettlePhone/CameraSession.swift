#if os(iOS)
  import AVFoundation
  import FettleModels

  /// One capture session: frames' brightness for codes, and photos. Everything about it is done on its own queue, for starting a camera takes
  /// longer than a frame. Unchecked, for the queue is what keeps it in order: all that changes is touched there only, and `died` and `showed`
  /// are set once, before the first use.
  final class CameraSession: NSObject, @unchecked Sendable {
    let session = AVCaptureSession()
    /// It ended by itself, as when the system's media service did: it can be begun again.
    var died: @Sendable () -> Void = {}
    /// It shows something, after it was begun.
    var showed: @Sendable () -> Void = {}
    private let queue = DispatchQueue(label: "app.fettle.camera")
    private let video = AVCaptureVideoDataOutput()
    private let photo = AVCapturePhotoOutput()
    private var device: AVCaptureDevice?
    // Below: only on the queue.
    private var ready = false
    private var silent = true
    private var frames: FrameTaker?
    private var taking: CheckedContinuation<Data?, Never>?

    override init() {
      super.init()
      let center = NotificationCenter.default
      center.addObserver(
        self, selector: #selector(failed), name: AVCaptureSession.runtimeErrorNotification, object: session)
      // A call, another app beside this one: the system goes on with it afterwards; a photo under way does not come.
      center.addObserver(
        self, selector: #selector(interrupted), name: AVCaptureSession.wasInterruptedNotification, object: session)
    }

    @objc private func failed() {
      queue.async { [self] in
        answer(nil)
        died()
      }
    }

    @objc private func interrupted() { queue.async { [self] in answer(nil) } }

    func run(_ frames: FrameTaker?) {
      queue.async { [self] in
        self.frames = frames
        if !ready { ready = setUp() }
        guard ready, !session.isRunning else { return }
        silent = true
        session.startRunning()
      }
    }

    func stop() {
      queue.async { [self] in
        frames = nil
        if session.isRunning { session.stopRunning() }
        answer(nil)
      }
    }

    func torch(_ on: Bool) {
      queue.async { [self] in
        guard let device, device.hasTorch, (try? device.lockForConfiguration()) != nil else { return }
        device.torchMode = on ? .on : .off
        device.unlockForConfiguration()
      }
    }

    func take() async -> Data? {
      await withCheckedContinuation { answer in
        queue.async { [self] in
          guard ready, session.isRunning, taking == nil else { return answer.resume(returning: nil) }
          taking = answer
          photo.capturePhoto(
            with: AVCapturePhotoSettings(format: [AVVideoCodecKey: AVVideoCodecType.jpeg]), delegate: self)
        }
      }
    }

    private func setUp() -> Bool {
      guard
        let back = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back)
          ?? AVCaptureDevice.default(for: .video), let input = try? AVCaptureDeviceInput(device: back)
      else { return false }
      device = back
      session.beginConfiguration()
      defer { session.commitConfiguration() }
      session.sessionPreset = .photo
      guard session.canAddInput(input), session.canAddOutput(video), session.canAddOutput(photo) else { return false }
      session.addInput(input)
      session.addOutput(video)
      session.addOutput(photo)
      // The first plane is brightness alone: what the core's decoder takes.
      video.videoSettings = [
        kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
      ]
      video.alwaysDiscardsLateVideoFrames = true
      video.setSampleBufferDelegate(self, queue: queue)
      return true
    }

    private func answer(_ data: Data?) {
      taking?.resume(returning: data)
      taking = nil
    }
  }

  extension CameraSession: AVCaptureVideoDataOutputSampleBufferDelegate {
    func captureOutput(
      _ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection
    ) {
      if silent {
        silent = false
        showed()
      }
      guard let frames, let buffer = CMSampleBufferGetImageBuffer(sample),
        CVPixelBufferLockBaseAddress(buffer, .readOnly) == kCVReturnSuccess
      else { return }
      defer { CVPixelBufferUnlockBaseAddress(buffer, .readOnly) }
      guard let from = CVPixelBufferGetBaseAddressOfPlane(buffer, 0) else { return }
      let (width, height) = (CVPixelBufferGetWidthOfPlane(buffer, 0), CVPixelBufferGetHeightOfPlane(buffer, 0))
      let stride = CVPixelBufferGetBytesPerRowOfPlane(buffer, 0)
      frames(Frame(width: width, height: height, stride: stride, luma: Data(bytes: from, count: stride * height)))
    }
  }

  extension CameraSession: AVCapturePhotoCaptureDelegate {
    func photoOutput(
      _ output: AVCapturePhotoOutput, didFinishProcessingPhoto photo: AVCapturePhoto, error: (any Error)?
    ) {
      let file = error == nil ? photo.fileDataRepresentation() : nil
      queue.async { [self] in answer(file) }
    }

    /// Also where no picture was made of it.
    func photoOutput(
      _ output: AVCapturePhotoOutput, didFinishCaptureFor settings: AVCaptureResolvedPhotoSettings, error: (any Error)?
    ) {
      if error != nil { queue.async { [self] in answer(nil) } }
    }
  }
#endif
