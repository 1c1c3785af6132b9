import Foundation

/// The folder into which the system copies what other apps share with this one. Nobody but the app empties it.
public enum Inbox {
  /// Whether a file lies there. Others are not the app's to remove.
  public static func holds(_ file: URL, home: URL = URL(fileURLWithPath: NSHomeDirectory(), isDirectory: true)) -> Bool
  {
    let inbox = home.appendingPathComponent("Documents/Inbox", isDirectory: true).standardizedFileURL.path
    return file.standardizedFileURL.deletingLastPathComponent().path == inbox
  }
}
