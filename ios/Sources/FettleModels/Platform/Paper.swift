import FettleBindings
import Foundation

/// A signed sheet to be drawn as a paper on the phone itself, without a network: what the core says, in its order, and the customer's hand.
public struct Paper: Equatable, Sendable {
  public let title: String
  /// Whose it is.
  public let subtitle: String
  public let sections: [Section]
  /// What the customer answered, in words.
  public let answer: String
  /// The customer's hand; none where it was not signed by hand.
  public let signature: Drawing?
  /// SHA-256 of the sheet in hex: whoever has both can tell that this is the sheet on record.
  public let hash: String
  /// Our company, its address and telephone: each a line.
  public var letterhead: [String] = []
  /// The sentence that the customer confirmed.
  public var confirm = ""
  /// What `hash` is, in words.
  public var check = ""
  /// The QR code of the page that says whether it is genuine, `#` for dark; empty where there is none.
  public var code: [String] = []
  /// How the pictures are printed; empty where there are none.
  public var photos = ""
  /// The job, for the server's own paper of it; empty where there is none.
  public var job = ""
  /// The photos of the rows that are on this phone, by their hash.
  public var pictures: [String: Data] = [:]

  /// The file's name: the title as far as every file system takes it, and which sheet it is.
  public var fileName: String {
    let taken = title.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    return String(taken.prefix(60)) + "-" + hash.prefix(8) + ".pdf"
  }

  /// This paper with the code point, `[U+20BB7]`, in the place of every character that `has` no picture, and what these are: an empty box would
  /// make two names one. Composed first, as fonts have whole letters; marks without a picture of their own stay for those who join them.
  public func printable(_ has: (Unicode.Scalar) -> Bool) -> (paper: Paper, missing: [String]) {
    var missing: Set<Unicode.Scalar> = []
    func text(_ words: String) -> String {
      var out = String.UnicodeScalarView()
      for scalar in words.precomposedStringWithCanonicalMapping.unicodeScalars {
        if Self.stays(scalar) || (scalar.properties.generalCategory != .control && has(scalar)) {
          out.append(scalar)
        } else {
          missing.insert(scalar)
          out.append(contentsOf: "[\(Self.code(scalar))]".unicodeScalars)
        }
      }
      return String(out)
    }
    let printed = Paper(
      title: text(title), subtitle: text(subtitle),
      sections: sections.map { section in
        let rows = section.rows.map { row in
          Row(
            key: row.key, title: text(row.title), detail: text(row.detail), trailing: text(row.trailing),
            tone: row.tone, photo: row.photo, open: row.open, buttons: row.buttons, map: row.map)
        }
        return Section(
          key: section.key, title: text(section.title), rows: rows, empty: section.empty, more: section.more)
      }, answer: text(answer), signature: signature, hash: hash, letterhead: letterhead.map(text),
      confirm: text(confirm),
      check: text(check), code: code, photos: text(photos), job: job)
    let told = missing.sorted().map { scalar in
      scalar.properties.generalCategory == .control ? Self.code(scalar) : "\(scalar) \(Self.code(scalar))"
    }
    return (printed, told)
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Line ends, spaces, joiners, directions, variants, and marks above a letter.
  private static func stays(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark, .spaceSeparator, .lineSeparator, .paragraphSeparator: true
    default: scalar == "\n" || scalar == "\t"
    }
  }

  /// A text in pieces, each of which has room on a page, whatever somebody typed: at its line breaks, and within a line that is endless.
  public static func pieces(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      guard line.count > longest else { return [String(line)] }
      var rest = line
      var pieces: [String] = []
      while rest.count > longest {
        let most = rest.prefix(longest)
        let end = most.lastIndex(of: " ").map { most.index(after: $0) } ?? most.endIndex
        pieces.append(String(rest[..<end]))
        rest = rest[end...]
      }
      return pieces + [String(rest)]
    }
  }

  /// Characters of a piece: a third of a page, if all were Chinese.
  private static let longest = 800
}
