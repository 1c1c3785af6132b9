import FettleBindings
import Foundation

/// A key store as files in a folder, for the desktop try and tests: it keeps a copied app folder closed and nothing more. On a
/// phone the app brings Apple's Keychain. The folder lies outside the app's own folder.
public final class FolderKeys: PlatformKeys {
  private let folder: URL

  public init(_ folder: URL) { self.folder = folder }

  private func file(_ name: String) -> URL {
    folder.appendingPathComponent(name.replacingOccurrences(of: "/", with: "."))
  }

  private func told<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch { throw KeysError.Failed(reason: "\(error)") }
  }

  public func get(name: String) throws -> Data? {
    try told {
      let file = file(name)
      return FileManager.default.fileExists(atPath: file.path) ? try Data(contentsOf: file) : nil
    }
  }

  public func put(name: String, value: Data) throws {
    try told {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try value.write(to: file(name), options: .atomic)
    }
  }

  public func delete(name: String) throws {
    try told {
      let file = file(name)
      if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
    }
  }
}
