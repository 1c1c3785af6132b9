package app.fettle.support

import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.Route
import app.fettle.core.ShellWords
import app.fettle.ui.kit.Shell

/** A shell that only remembers what it was asked for. */
class RecordingShell(override val words: ShellWords) : Shell {
    val acts = mutableListOf<Pair<Action, List<Entry>>>()
    val opened = mutableListOf<Route>()
    var backs = 0

    override fun open(route: Route) {
        opened += route
    }

    override fun back() {
        backs++
    }

    override fun act(action: Action, entries: List<Entry>) {
        acts += action to entries
    }

    override fun scan(read: (String) -> Unit) = read("scanned")
}
