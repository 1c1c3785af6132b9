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
  func enrolmentLink(_ person: String) throws -> String {
    let said = try run("fettle", ["enrol", "--data", data.path, "--person", person, "--address", address])
    guard let link = said.split(separator: "\n").first(where: { $0.hasPrefix("fettle:enrol") }) else {
      throw Failed(description: "no link in: \(said)")
    }
    return String(link)
  }

  /// Pulls the plug: no orderly end. The address answers nobody from now on.
  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  deinit { kill() }
}
