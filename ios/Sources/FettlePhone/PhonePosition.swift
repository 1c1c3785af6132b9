#if os(iOS)
  import CoreLocation
  import FettleModels
  import Foundation

  /// Core Location, for `Positions`.
  @MainActor
  final class PhonePosition: NSObject, CLLocationManagerDelegate, PositionSource {
    private let manager = CLLocationManager()
    private var asked: [CheckedContinuation<Void, Never>] = []
    private var wanted: [CheckedContinuation<Fix?, Never>] = []

    override init() {
      super.init()
      manager.delegate = self
      manager.desiredAccuracy = kCLLocationAccuracyNearestTenMeters
    }

    var isAllowed: Bool {
      manager.authorizationStatus == .authorizedWhenInUse || manager.authorizationStatus == .authorizedAlways
    }

    func allowed() async -> Bool {
      if manager.authorizationStatus == .notDetermined {
        await withCheckedContinuation { answer in
          asked.append(answer)
          manager.requestWhenInUseAuthorization()
        }
      }
      return isAllowed
    }

    var last: Fix? { manager.location.map(Self.fix) }

    func fix() async -> Fix? {
      await withCheckedContinuation { answer in
        wanted.append(answer)
        // Answers once, with a place or a failure, after some seconds at most.
        manager.requestLocation()
      }
    }

    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
      let open = manager.authorizationStatus == .notDetermined
      Task { @MainActor in if !open { answered() } }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
      let found = locations.last.map(Self.fix)
      Task { @MainActor in self.found(found) }
    }

    nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {
      Task { @MainActor in self.found(nil) }
    }

    private nonisolated static func fix(_ place: CLLocation) -> Fix {
      Fix(
        latitude: place.coordinate.latitude, longitude: place.coordinate.longitude, metres: place.horizontalAccuracy,
        at: place.timestamp)
    }

    private func found(_ fix: Fix?) {
      for one in wanted { one.resume(returning: fix) }
      wanted = []
    }

    private func answered() {
      for one in asked { one.resume() }
      asked = []
    }
  }
#endif
