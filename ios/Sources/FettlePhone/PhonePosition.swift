#if os(iOS)
  import CoreLocation
  import Foundation

  /// Where the phone was last known to be. The user is asked the first time; nobody waits for a fix.
  @MainActor
  final class PhonePosition: NSObject, CLLocationManagerDelegate {
    private let manager = CLLocationManager()
    private var asked: [CheckedContinuation<Void, Never>] = []

    override init() {
      super.init()
      manager.delegate = self
      manager.desiredAccuracy = kCLLocationAccuracyHundredMeters
    }

    func here() async -> String? {
      if manager.authorizationStatus == .notDetermined {
        await withCheckedContinuation { answer in
          asked.append(answer)
          manager.requestWhenInUseAuthorization()
        }
      }
      guard manager.authorizationStatus == .authorizedWhenInUse || manager.authorizationStatus == .authorizedAlways
      else { return nil }
      // For the next tap: this one takes what is known.
      manager.requestLocation()
      // Where the phone was an hour ago says nothing about here.
      guard let place = manager.location, place.horizontalAccuracy >= 0, -place.timestamp.timeIntervalSinceNow < 600
      else { return nil }
      let (latitude, longitude) = (place.coordinate.latitude, place.coordinate.longitude)
      return String(
        format: "%.6f,%.6f,%.0f", locale: Locale(identifier: "en_US_POSIX"), latitude, longitude,
        place.horizontalAccuracy)
    }

    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
      let open = manager.authorizationStatus == .notDetermined
      Task { @MainActor in if !open { answered() } }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {}
    nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {}

    private func answered() {
      for one in asked { one.resume() }
      asked = []
    }
  }
#endif
