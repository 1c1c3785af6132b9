import FettleBindings
import Foundation

/// The ink of a signature. It belongs to one sheet, by its hash, and is kept stroke by stroke: it outlives the process that died in the
/// middle.
public final class SignatureInk: InkModel {
  /// Under which name it is kept.
  static let key = "ink"

  public let sheet: String
  private let keep: @MainActor (Entry) -> Void

  init(sheet: String, keep: @escaping @MainActor (Entry) -> Void) {
    self.sheet = sheet
    self.keep = keep
    // As wide as a phone, it takes two fifths of its height.
    super.init(width: 400, height: 380)
  }

  /// Puts back what was kept before the process died, unless it is of another sheet or something was written already.
  func restore(_ kept: [Entry]) {
    guard isEmpty, let entry = kept.first(where: { $0.key == Self.key }),
      let was = try? JSONDecoder().decode(Kept.self, from: Data(entry.value.utf8)), was.sheet == sheet
    else { return }
    put(
      back: was.strokes.map { stroke in
        stroke.filter { $0.count == 3 }.map {
          PenPoint(x: $0[0], y: $0[1], tMs: UInt32(exactly: $0[2].rounded()) ?? 0)
        }
      })
  }

  override func changed() {
    let was = Kept(sheet: sheet, strokes: lines.map { $0.map { [$0.x, $0.y, Double($0.tMs)] } })
    guard let json = try? JSONEncoder().encode(was) else { return }
    keep(Entry(key: Self.key, value: String(decoding: json, as: UTF8.self)))
  }

  /// How it is kept: each point as x, y and milliseconds.
  private struct Kept: Codable {
    let sheet: String
    let strokes: [[[Double]]]
  }
}
