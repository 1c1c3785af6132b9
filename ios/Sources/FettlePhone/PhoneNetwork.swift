#if os(iOS)
  import FettleModels
  import Foundation
  import Network

  /// The system's view of the network, while the app runs.
  @MainActor
  public final class PhoneNetwork: NetworkWatch {
    private let monitor = NWPathMonitor()

    public init() {}

    public func begin(_ changed: @escaping @MainActor (String?) -> Void) {
      monitor.pathUpdateHandler = { path in
        // The first is the one that the system would take.
        let way = path.status == .satisfied ? path.availableInterfaces.first?.name ?? "" : nil
        MainActor.assumeIsolated { changed(way) }
      }
      monitor.start(queue: .main)
    }
  }
#endif
