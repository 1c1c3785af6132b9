import FettleBindings
import Foundation

extension [Choice] {
  /// Those that have all of these words in them, in any order, large or small.
  public func narrowed(by words: String) -> [Choice] {
    let words = words.split(separator: " ")
    return filter { choice in
      words.allSatisfy { choice.label.range(of: $0, options: [.caseInsensitive, .widthInsensitive]) != nil }
    }
  }
}
