#if os(iOS)
  import CoreText
  import FettleBindings
  import FettleModels
  import Foundation
  import ImageIO
  import MapKit
  import UIKit

  /// The phone itself.
  @MainActor
  public final class PhonePlatform: Platform {
    public let phoneCamera = PhoneCamera()
    private let positions = Positions(PhonePosition())

    public init() {}

    public var camera: any Camera { phoneCamera }

    private let pictures = PhoneGallery()
    public var gallery: (any Gallery)? { pictures }

    public func pulse() { UINotificationFeedbackGenerator().notificationOccurred(.success) }

    public func here() async -> String? { await positions.here() }

    public func prepare() { positions.prepare() }

    public func map(_ point: MapPoint) -> Bool {
      let place = CLLocationCoordinate2D(latitude: point.latitude, longitude: point.longitude)
      let item = MKMapItem(placemark: MKPlacemark(coordinate: place))
      item.name = point.label
      return item.openInMaps()
    }

    public func dial(_ number: String) -> Bool {
      // Asked before it is opened: a tablet has no dialler. The system asks the user before it calls.
      guard let url = URL(string: "tel:\(number)"), UIApplication.shared.canOpenURL(url) else { return false }
      UIApplication.shared.open(url)
      return true
    }

    public func copy(_ text: String) { UIPasteboard.general.string = text }

    public func share(_ path: String) {
      let sheet = UIActivityViewController(activityItems: [URL(fileURLWithPath: path)], applicationActivities: nil)
      guard let front = UIApplication.shared.front else { return }
      // A tablet shows it as a bubble, which has to hang somewhere.
      sheet.popoverPresentationController?.sourceView = front.view
      front.present(sheet, animated: true)
    }

    public nonisolated func prints(_ scalar: Unicode.Scalar) -> Bool {
      let text = String(scalar) as CFString
      let plain =
        CTFontCreateUIFontForLanguage(.system, 11, nil) ?? CTFontCreateWithName("Helvetica" as CFString, 11, nil)
      let font = CTFontCreateForString(plain, text, CFRange(location: 0, length: CFStringGetLength(text)))
      // The font of last resort has a box for everything.
      return !(CTFontCopyPostScriptName(font) as String).contains("LastResort")
    }

    public nonisolated func draw(_ paper: Paper, in folder: URL) throws -> URL {
      let file = folder.appendingPathComponent(paper.fileName)
      try PhonePaper(paper: paper).write(to: file)
      return file
    }

    public nonisolated func decode(_ bytes: Data) -> Picture? {
      guard let source = CGImageSourceCreateWithData(bytes as CFData, nil) else { return nil }
      // A camera's file is drawn on the glass, not printed: fewer points do, and do not fill the memory.
      let options: [CFString: Any] = [
        kCGImageSourceCreateThumbnailFromImageAlways: true, kCGImageSourceCreateThumbnailWithTransform: true,
        kCGImageSourceThumbnailMaxPixelSize: 2048,
      ]
      return CGImageSourceCreateThumbnailAtIndex(source, 0, options as CFDictionary).map { UIImage(cgImage: $0) }
    }
  }
#endif
