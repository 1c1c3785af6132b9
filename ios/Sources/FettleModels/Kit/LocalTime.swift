import Foundation

/// A local time at a site as the core writes it, `2026-11-22T14:30`, for the phone's own calendar. It has no zone: the calendar counts as if
/// the site were at UTC, and shows it so.
public enum LocalTime {
  /// The zone in which the calendar has to show `date`.
  public static let zone = TimeZone(secondsFromGMT: 0) ?? .current

  /// That time; none where it is not one.
  public static func date(_ text: String) -> Date? { formatter().date(from: text) }

  /// As the core writes it.
  public static func text(_ date: Date) -> String { formatter().string(from: date) }

  /// What the calendar begins with where nothing is chosen yet: the hour now, by the phone's own clock.
  public static func proposal(now: Date = .now, here: TimeZone = .current) -> Date {
    let local = now.addingTimeInterval(TimeInterval(here.secondsFromGMT(for: now)))
    return Date(timeIntervalSinceReferenceDate: (local.timeIntervalSinceReferenceDate / 3600).rounded(.down) * 3600)
  }

  private static func formatter() -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = zone
    formatter.dateFormat = "yyyy-MM-dd'T'HH:mm"
    formatter.isLenient = false
    return formatter
  }
}
