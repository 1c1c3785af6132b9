import FettleBindings

/// The engineer's side of a document: handing over, refusal and absence, further parties, amendment. The core's `sheet_and_sign/side.rs`.
@MainActor
public final class SheetSideModel: CoreModel<SheetSideScreen> {
  /// What the customer reads first, where there is anything.
  public var sections: [Section] { telling([screen.summary]) }
}
