package app.fettle.shell

import app.fettle.core.Route
import app.fettle.core.ShellWords
import app.fettle.ffi.FettleAppInterface
import app.fettle.ffi.routeOf
import app.fettle.ffi.routeText
import app.fettle.ffi.shellWords

/** What a shell begins with. Made off the UI thread: all of it is asked of the core. */
class Begin private constructor(val app: FettleAppInterface, val routes: List<Route>) {
    internal val words: ShellWords = shellWords(app.language())
    internal val written: List<String> = routes.map(::routeText)

    companion object {
        /** Where the user was before the process died ([before], as [AppShell.written] gave it), or the core's start where that is nowhere. */
        fun of(app: FettleAppInterface, before: List<String> = emptyList()) = Begin(app, before.mapNotNull(::routeOf).ifEmpty { listOf(app.start()) })
    }
}
