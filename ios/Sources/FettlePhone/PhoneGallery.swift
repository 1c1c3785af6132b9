#if os(iOS)
  import FettleModels
  import Foundation
  import PhotosUI
  import UIKit
  import UniformTypeIdentifiers

  /// The phone's pictures through the system's picker, which runs outside the app: it needs no permission. What is neither JPEG nor PNG (HEIC)
  /// the system hands over as a JPEG with its time and place.
  @MainActor
  final class PhoneGallery: NSObject, Gallery {
    private var choosing: CheckedContinuation<NSItemProvider?, Never>?

    func choose() async -> Chosen {
      guard choosing == nil, let front = UIApplication.shared.front else { return .none }
      var wanted = PHPickerConfiguration()
      wanted.filter = .images
      wanted.selectionLimit = 1
      wanted.preferredAssetRepresentationMode = .compatible
      let picker = PHPickerViewController(configuration: wanted)
      picker.delegate = self
      picker.presentationController?.delegate = self
      let provider = await withCheckedContinuation { (answer: CheckedContinuation<NSItemProvider?, Never>) in
        choosing = answer
        front.present(picker, animated: true)
      }
      guard let provider else { return .none }
      let png = UTType.png.identifier
      let type = provider.hasItemConformingToTypeIdentifier(png) ? png : UTType.jpeg.identifier
      let bytes = await withCheckedContinuation { (answer: CheckedContinuation<Data?, Never>) in
        _ = provider.loadDataRepresentation(forTypeIdentifier: type) { bytes, _ in answer.resume(returning: bytes) }
      }
      return bytes.map { .picture($0) } ?? .unreadable
    }

    private func answer(_ provider: NSItemProvider?) {
      choosing?.resume(returning: provider)
      choosing = nil
    }
  }

  extension PhoneGallery: PHPickerViewControllerDelegate {
    func picker(_ picker: PHPickerViewController, didFinishPicking results: [PHPickerResult]) {
      picker.dismiss(animated: true)
      answer(results.first?.itemProvider)
    }
  }

  extension PhoneGallery: UIAdaptivePresentationControllerDelegate {
    /// Swiped away: nothing was chosen.
    func presentationControllerDidDismiss(_ presentationController: UIPresentationController) { answer(nil) }
  }

  extension UIApplication {
    /// What lies on top on the glass.
    var front: UIViewController? {
      let scenes = connectedScenes.compactMap { $0 as? UIWindowScene }
      var front = scenes.first { $0.activationState == .foregroundActive }?.keyWindow?.rootViewController
      while let over = front?.presentedViewController { front = over }
      return front
    }
  }
#endif
