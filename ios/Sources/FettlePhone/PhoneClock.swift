#if canImport(Darwin)
  import Darwin
  import FettleBindings
  import Foundation

  /// The phone's clocks: one that can be set, one that nobody can set and that goes on while the phone sleeps, and which boot that is.
  public final class PhoneClock: PlatformClock {
    public init() {}

    public func read() throws -> ClockReading {
      ClockReading(
        wallMs: Int64(Date().timeIntervalSince1970 * 1000),
        monoMs: clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW) / 1_000_000, boot: try boot())
    }

    private func boot() throws -> String {
      var size = 0
      guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 1 else { throw failed() }
      var text = [CChar](repeating: 0, count: size)
      guard sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else { throw failed() }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // The library then takes its own clock.
    private func failed() -> ClockError { .Failed(reason: "kern.bootsessionuuid: \(errno)") }
  }
#endif
