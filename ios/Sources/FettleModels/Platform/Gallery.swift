import Foundation

/// The pictures that are on the phone already, as the system lets a user choose one: the app sees that one and no other.
@MainActor
public protocol Gallery: AnyObject, Sendable {
  /// Lets the user choose.
  func choose() async -> Chosen
}

/// What came of choosing.
public enum Chosen: Sendable {
  /// Nothing was chosen.
  case none
  /// JPEG or PNG as it lies there, else a JPEG that the system made of it with its time and place.
  case picture(Data)
  /// It cannot be read.
  case unreadable
}
