import FettleModels
import Foundation

/// A real hub: the program itself, started as a user would, on the loopback.
final class HubProcess {
  private let process = Process()
  private let data: URL
  /// Where phones reach it, such as `http://127.0.0.1:40123`.
  let address: String

  /// Starts a hub on a data folder; on `port` where phones know it already, else on a free one.
  init(data: URL, port: Int = 0) throws {
    self.data = data
    process.executableURL = program("fettle")
    process.arguments = ["serve", "--data", data.path, "--port", String(port)]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // The one line on its standard output is its address.
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { throw Failed(description: "the hub did not start") }
      line.append(more)
    }
    address = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The port that the hub listens on.
  var port: Int { Int(address.split(separator: ":").last ?? "") ?? 0 }

  /// A one-time code for a phone of a person, as the link in its QR.
  func enrolmentLink(_ person: String) throws -> String { try enrolment(person).link }

  /// The same as it stands on the hub's screen: the link, and its QR as a camera sees it.
  func enrolment(_ person: String) throws -> (link: String, seen: Frame) {
    let said = try run("fettle", ["enrol", "--data", data.path, "--person", person, "--address", address])
    let lines = said.split(separator: "\n").map(String.init)
    guard let link = lines.first(where: { $0.hasPrefix("fettle:enrol") }) else {
      throw Failed(description: "no link in: \(said)")
    }
    return (link, Self.luma(lines.filter { $0.allSatisfy { " █▀▄".contains($0) } }))
  }

  /// A QR drawn in half blocks, two modules a letter, as brightness.
  private static func luma(_ lines: [String]) -> Frame {
    let rows = lines.flatMap { line in
      [line.map { "█▀".contains($0) }, line.map { "█▄".contains($0) }]
    }
    let (side, margin) = (6, 24)
    let modules = rows.map(\.count).max() ?? 0
    let (width, height) = (modules * side + 2 * margin, rows.count * side + 2 * margin)
    var luma = Data(repeating: 255, count: width * height)
    for (y, row) in rows.enumerated() {
      for (x, dark) in row.enumerated() where dark {
        for at in 0..<side {
          let from = (margin + y * side + at) * width + margin + x * side
          luma.replaceSubrange(from..<(from + side), with: repeatElement(0, count: side))
        }
      }
    }
    return Frame(width: width, height: height, stride: width, luma: luma)
  }

  /// Pulls the plug: no orderly end. The address answers nobody from now on.
  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  deinit { kill() }
}
