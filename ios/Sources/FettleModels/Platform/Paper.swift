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

  /// The file's name: the title as far as every file system takes it.
  public var fileName: String {
    let taken = title.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    return String(taken.prefix(60)) + ".pdf"
  }
}
