#if os(iOS)
  import AVFoundation
  import FettleModels
  import FettleViews
  import Observation
  import SwiftUI
  import UIKit

  /// The phone's camera by AVFoundation. It runs while a viewfinder is on the glass, and only then.
  @MainActor
  @Observable
  public final class PhoneCamera: PreviewingCamera {
    public private(set) var allowed: Allowed
    @ObservationIgnored private let session = CameraSession()
    @ObservationIgnored private var uses = CameraUses()

    public init() {
      allowed = Self.now()
      session.died = { [weak self] in Task { @MainActor in self?.died() } }
      session.showed = { [weak self] in Task { @MainActor in self?.uses.worked() } }
    }

    private static func now() -> Allowed {
      guard AVCaptureDevice.default(for: .video) != nil else { return .none }
      return AVCaptureDevice.authorizationStatus(for: .video) == .authorized ? .yes : .ask
    }

    /// Something may have been allowed, here or in the settings.
    public func looked() { allowed = Self.now() }

    public var hasTorch: Bool { AVCaptureDevice.default(for: .video)?.hasTorch ?? false }

    public func ask() {
      switch AVCaptureDevice.authorizationStatus(for: .video) {
      case .notDetermined:
        Task {
          _ = await AVCaptureDevice.requestAccess(for: .video)
          looked()
        }
      case .denied:
        if let settings = URL(string: UIApplication.openSettingsURLString) { UIApplication.shared.open(settings) }
      default: looked()
      }
    }

    public func begin(_ frames: FrameTaker?) -> Int {
      defer { follow() }
      return uses.begin(frames)
    }

    public func end(_ use: Int) {
      uses.end(use)
      follow()
    }

    /// The app came into sight or went out of it.
    public func sight(_ inSight: Bool) {
      if inSight { looked() }
      uses.sight(inSight)
      follow()
    }

    private func died() {
      uses.failed()
      follow()
    }

    private func follow() {
      switch uses.wanted {
      case .stopped: session.stop()
      case .running(let frames): session.run(frames)
      }
    }

    public func torch(_ on: Bool) { session.torch(on) }

    public func take() async -> Data? { await session.take() }

    public func preview() -> AnyView { AnyView(Preview(session: session.session)) }
  }

  /// What the camera sees, drawn by the system.
  private struct Preview: UIViewRepresentable {
    let session: AVCaptureSession

    func makeUIView(context: Context) -> PreviewView {
      let view = PreviewView()
      view.preview?.session = session
      view.preview?.videoGravity = .resizeAspectFill
      return view
    }

    func updateUIView(_ view: PreviewView, context: Context) {}
  }

  private final class PreviewView: UIView {
    override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }
    var preview: AVCaptureVideoPreviewLayer? { layer as? AVCaptureVideoPreviewLayer }
  }
#endif
