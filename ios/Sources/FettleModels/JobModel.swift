import FettleBindings
import Observation

/// One job: what is wrong, what was promised, what comes next. What it says and which buttons there are is the core's `job.rs`.
@MainActor
@Observable
public final class JobModel: TapModel {
  /// What the core says now.
  public private(set) var screen: JobScreen

  public init(screen: JobScreen, shell: any Shell) {
    self.screen = screen
    super.init(shell: shell)
  }

  /// The core said something new, after a tap or a sync.
  public func show(_ screen: JobScreen) { self.screen = screen }

  /// The sections that have something to say, in the order in which they are drawn.
  public var sections: [Section] {
    [screen.flags, screen.entitlement, screen.customer, screen.equipment, screen.checks, screen.parts, screen.timeline]
      .filter { !$0.rows.isEmpty || !$0.empty.isEmpty }
  }

  /// What is most likely wanted now: the wide button.
  public var main: Button? { screen.buttons.first { $0.primary } ?? screen.buttons.first ?? screen.more.first }

  /// Everything else that can be done, behind "more".
  public var rest: [Button] { (screen.buttons + screen.more).filter { $0.key != main?.key } }
}
