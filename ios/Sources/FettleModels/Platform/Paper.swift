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

  /// The file's name: the title as far as every file system takes it, and which sheet it is.
  public var fileName: String {
    let taken = title.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    return String(taken.prefix(60)) + "-" + hash.prefix(8) + ".pdf"
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
