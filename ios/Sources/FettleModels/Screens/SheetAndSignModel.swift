import FettleBindings
import Observation

/// The customer's mode: what matters first, then the whole document in their language and as large as they like, their own words, and their
/// signature; and what they get. The core's `sheet_and_sign`.
@MainActor
@Observable
public final class SheetAndSignModel: CoreModel<SheetAndSignScreen> {
  /// The pad. Another sheet has a clean one.
  public private(set) var ink: SignatureInk
  /// How much larger the sheet's letters are than the phone's setting says, in steps.
  public private(set) var larger = 0
  /// The pad is as large as the glass.
  public var wholeScreen = false

  public override init(screen: SheetAndSignScreen, shell: any Shell, route: Route) {
    ink = Self.pad(screen, shell, route)
    super.init(screen: screen, shell: shell, route: route)
  }

  public override func show(_ screen: SheetAndSignScreen) {
    super.show(screen)
    if ink.sheet != screen.hash { ink = Self.pad(screen, shell, route) }
  }

  /// Larger letters, up to `steps` of them.
  public func enlarge() { larger = min(larger + 1, Self.steps) }

  /// Smaller letters, down to the phone's own.
  public func reduce() { larger = max(larger - 1, 0) }

  /// How often the letters can be made larger.
  public static let steps = 4

  /// Whether there is something to hand in.
  public var canSign: Bool { (screen.sign?.enabled ?? false) && !ink.isEmpty }

  /// Hands in who signs and what was written.
  public func sign() {
    guard canSign, let button = screen.sign, case .sign(let job, .sign(let sheet, _, _, _)) = button.action else {
      return
    }
    let inked = SignAction.sign(
      sheet: sheet, width: ink.width, height: ink.height, strokes: ink.strokes)
    tap(button, screen.signer, of: form("signer"), action: .sign(job: job, action: inked))
  }

  /// What is drawn of the document, in order: what matters first, where the document has that.
  public var sections: [Section] { telling([screen.summary]) + screen.sheet }

  /// The signed sheet as a paper, headed as the server's is; none before there is an answer.
  public var paper: Paper? {
    guard let answer = screen.answer, let own = screen.paper else { return nil }
    return Paper(
      title: own.title, subtitle: own.subtitle, sections: sections, answer: answer.text,
      signature: Drawing(svg: answer.svg), hash: screen.hash, letterhead: own.letterhead, confirm: own.confirm,
      check: own.check, code: own.code, photos: own.photos)
  }

  /// Offers that paper to other apps.
  public func share() { if let paper { shell.share(paper) } }

  private static func pad(_ screen: SheetAndSignScreen, _ shell: any Shell, _ route: Route) -> SignatureInk {
    let ink = SignatureInk(sheet: screen.hash) { shell.keep(route, [$0]) }
    // Only where there is something to sign: what was signed is on record and forgotten here.
    if screen.sign != nil { Task { ink.restore(await shell.kept(route)) } }
    return ink
  }
}
