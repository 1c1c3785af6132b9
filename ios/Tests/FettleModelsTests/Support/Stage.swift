import FettleModels
import Foundation

/// A program of the build, by its name; the test script says where they are.
func program(_ name: String) -> URL {
  let folder = ProcessInfo.processInfo.environment["FETTLE_PROGRAMS"] ?? "../target/debug"
  return URL(fileURLWithPath: folder).appendingPathComponent(name)
}

struct Failed: Error, CustomStringConvertible {
  let description: String
}

/// Runs a program to its end and gives what it wrote on standard output.
@discardableResult
func run(_ name: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = program(name)
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw Failed(description: "\(name) ended with \(process.terminationStatus)")
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// A fresh folder for one test.
func freshFolder(_ name: String) throws -> URL {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

/// A stage for one test: a hub's data folder with the sample company and one job, a photo and a label
/// (tests/src/bin/fettle-stage).
struct Stage {
  let folder: URL
  private let properties: [String: String]

  init() throws {
    folder = try freshFolder("stage")
    try run("fettle-stage", [folder.path])
    let lines = try String(contentsOf: folder.appendingPathComponent("stage.properties"), encoding: .utf8)
    let pairs = lines.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    properties = Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
  }

  subscript(key: String) -> String { properties[key] ?? "" }

  /// The hub's data folder.
  var hub: URL { folder.appendingPathComponent("hub") }

  /// The photo, as the camera's file.
  func photo() throws -> Data { try Data(contentsOf: folder.appendingPathComponent("photo.jpg")) }

  /// What the camera sees of the faulty part's label: a binary PGM without comments (Netpbm).
  func label() throws -> Frame {
    let file = try Data(contentsOf: folder.appendingPathComponent("label.pgm"))
    let header = file.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
    let size = String(decoding: header[1], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    return Frame(width: size[0], height: size[1], stride: size[0], luma: Data(header[3]))
  }
}
