import Foundation

/// One key of a keyboard as the system tells it.
public struct KeyStroke: Equatable, Sendable {
  /// What it types, whatever else is held with it.
  public let characters: String
  /// Ctrl is held: how scanners send what no key types, such as GS (0x1D) as Ctrl+].
  public let control: Bool
  /// Seconds of any clock that only goes on.
  public let at: TimeInterval

  public init(_ characters: String, control: Bool = false, at: TimeInterval) {
    self.characters = characters
    self.control = control
    self.at = at
  }
}

/// A scanner that is a keyboard to the phone: it types what it read, faster than any hand, and ends with Enter. One burst is one scan, with the
/// separators (GS, RS, EOT) that no field would keep. What a hand types is left to the system.
@MainActor
public final class WedgeModel {
  private var typed: [(text: String, at: TimeInterval)] = []
  private let read: @MainActor (String) -> Void

  /// `read` takes each scan.
  public init(_ read: @escaping @MainActor (String) -> Void) { self.read = read }

  /// A key was pressed. True where the system is to do nothing more about it: the end of a scan, and what no field keeps.
  public func key(_ key: KeyStroke) -> Bool {
    if let last = typed.last, key.at - last.at > Self.pause || key.at < last.at { typed = [] }
    if Self.ends.contains(key.characters) {
      defer { typed = [] }
      guard isScan else { return false }
      read(typed.map(\.text).joined())
      return true
    }
    guard let text = Self.text(key) else {
      // An arrow, a shortcut: no scanner sends it.
      typed = []
      return false
    }
    typed.append((text, key.at))
    if typed.count > Self.longest { typed = [] }
    return Self.isSeparator(text)
  }

  /// Whether a hand could not have typed this. The half of all gaps counts: a radio link stumbles now and then.
  private var isScan: Bool {
    guard typed.count >= Self.shortest else { return false }
    let gaps = zip(typed, typed.dropFirst()).map { $1.at - $0.at }.sorted()
    return gaps[gaps.count / 2] <= Self.fast
  }

  /// What a key adds to a scan; none where it types nothing.
  private static func text(_ key: KeyStroke) -> String? {
    guard let first = key.characters.unicodeScalars.first else { return nil }
    // As on a terminal: Ctrl and a key of @A-Z[\]^_ is that key's code without its high bits.
    if key.control, key.characters.unicodeScalars.count == 1, (0x40...0x7F).contains(first.value) {
      let code = first.value & 0x1F
      return Unicode.Scalar(code).map { String(Character($0)) }.flatMap { isSeparator($0) ? $0 : nil }
    }
    if isSeparator(key.characters) { return key.characters }
    // Function keys and arrows come as private characters, the others as controls.
    let typed = key.characters.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && $0.value != 0x7F && !(0xF700...0xF8FF ~= $0.value)
    }
    return typed && !key.control ? key.characters : nil
  }

  /// EOT, FS, GS, RS, US: what stands between the elements of a code.
  private static func isSeparator(_ text: String) -> Bool {
    text.unicodeScalars.count == 1
      && text.unicodeScalars.allSatisfy { $0.value == 0x04 || (0x1C...0x1F).contains($0.value) }
  }

  /// Return, Enter of the pad, and both characters in one.
  private static let ends: Set<String> = ["\r", "\n", "\r\n", "\u{3}"]
  /// Seconds between two keys of one scan at most.
  private static let pause: TimeInterval = 0.5
  /// Seconds between the keys of a scanner; a fast hand needs twice as long.
  private static let fast: TimeInterval = 0.06
  /// Shorter codes are not told from a hand.
  private static let shortest = 4
  /// Longer than any code that can be printed.
  private static let longest = 8_000
}
