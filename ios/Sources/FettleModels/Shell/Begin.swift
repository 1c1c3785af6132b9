import FettleBindings

/// What a shell begins with: all of it is asked of the core, off the main thread.
public struct Begin: Sendable {
  public let app: any FettleAppProtocol
  let routes: [Route]
  let written: [String]
  let words: ShellWords

  /// Where the user was before the process died (`before`, as `AppShell.written` gave it), or the core's start where that is nowhere.
  public static func of(_ app: any FettleAppProtocol, before: [String] = []) async throws -> Begin {
    try await Core(app).call { app in
      let back = before.compactMap { routeOf(text: $0) }
      let routes = back.isEmpty ? [app.start()] : back
      return Begin(
        app: app, routes: routes, written: routes.map { routeText(route: $0) },
        words: shellWords(language: app.language()))
    }
  }
}
