import FettleBindings
import Observation

/// A long list as far as it was read: the core gives it by pages, the next one when the end comes near.
@MainActor
@Observable
public final class PagedModel {
  public private(set) var section: Section
  /// The last page did not come.
  public private(set) var failed = false
  @ObservationIgnored private var reading = false
  @ObservationIgnored private let shell: any Shell
  @ObservationIgnored private let route: Route

  init(_ first: Section, shell: any Shell, route: Route) {
    section = first
    self.shell = shell
    self.route = route
  }

  /// The screen was looked at anew: as many rows as were shown are read again, and then shown at once, so that nothing jumps.
  func renew(_ first: Section) {
    if first.rows.count >= section.rows.count || first.more == nil {
      section = first
      failed = false
      return
    }
    Task {
      var all = first
      while all.rows.count < section.rows.count, let longer = await followed(all) { all = longer }
      section = all
      failed = false
    }
  }

  /// The end of what was read is on the glass: reads on.
  public func next() async {
    guard !reading, section.more != nil else { return }
    reading = true
    defer { reading = false }
    let before = section
    guard let longer = await followed(before) else {
      failed = true
      return
    }
    failed = false
    // What was looked at anew meanwhile is not written over by what was read before.
    if section == before { section = longer }
  }

  private func followed(_ section: Section) async -> Section? {
    guard let cursor = section.more, let page = await shell.page(route, section.key, cursor) else { return nil }
    return Section(
      key: section.key, title: section.title, rows: section.rows + page.rows, empty: section.empty, more: page.more)
  }
}
