package app.fettle.shell

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.Outcome
import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.core.ShellWords
import app.fettle.core.Work
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleException
import app.fettle.ui.kit.Shell
import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * The core in the hand of a user: a stack of screens, what the last tap said, and what went wrong. It decides nothing; it only keeps the
 * core's calls off the UI thread and goes where their outcomes lead.
 *
 * [scope] is the screen's life (a cancelled scope drops what is waited for, never what the core does). Its dispatcher is the UI's.
 */
@Stable
class AppShell(
    private val app: FettleApp,
    override val words: ShellWords,
    private val scope: CoroutineScope,
    private val scanner: Scanner,
    private val io: CoroutineDispatcher = Dispatchers.IO,
    /** Where files lie that are shared with other apps: the cache, which the system may empty. */
    private val shared: File = File(System.getProperty("java.io.tmpdir") ?: "."),
) : Shell {
    /** Where the user came through, the screen that is shown last. Never empty. */
    var routes: List<Route> by mutableStateOf(listOf(app.start()))
        private set

    /** What is shown; none before the first look. */
    var screen: Screen? by mutableStateOf(null)
        private set

    /** What the last tap told in passing; taken away by [told]. */
    var notice: String? by mutableStateOf(null)
        private set

    /** A file with unsent work, to be shared with a colleague's phone; taken away by [told]. */
    var handedOver: String? by mutableStateOf(null)
        private set

    /** Why the last tap was refused; taken away by [told]. */
    var failure: FettleException.Failed? by mutableStateOf(null)
        private set

    override fun open(route: Route) = launch { show(routes + route) }

    override fun back() = launch { if (routes.size > 1) show(routes.dropLast(1)) }

    override fun act(action: Action, entries: List<Entry>) = launch {
        val outcome = withContext(io) { app.act(action, entries) }
        // Where it leads is shown also when the long work after it fails: what was done is done.
        follow(outcome)
        outcome.work?.let { start(it) }
    }

    override fun scan(read: (String) -> Unit) = scanner.scan(read)

    /** A colleague's file that was shared with this app: taken along to the server. */
    fun takeRescue(file: String) = launch { follow(app.takeRescue(file)) }

    /** Looks again: after a sync, or when the app comes to the front. */
    fun refresh() = launch { show(routes) }

    /** The user has seen what was told. */
    fun told() {
        notice = null
        failure = null
        handedOver = null
    }

    private suspend fun follow(outcome: Outcome) {
        notice = outcome.notice
        val to = outcome.route
        // A screen that is open already is gone back to, so that "back" never leads in a circle.
        val at = routes.indexOf(to)
        show(if (to == null) routes else if (at >= 0) routes.take(at + 1) else routes + to)
    }

    private suspend fun start(work: Work) =
        when (work) {
            is Work.Sync -> {
                notice = app.sync().text
                show(routes)
            }
            is Work.HandOver -> {
                val done = app.handOver(shared.path)
                notice = done.text
                handedOver = done.path
            }
            is Work.Enrol -> show(listOf(app.enrol(work.link, work.name)))
        }

    private suspend fun show(to: List<Route>) {
        screen = withContext(io) { app.screen(to.last()) }
        routes = to
    }

    private fun launch(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (refused: FettleException.Failed) {
                failure = refused
            }
        }
    }
}

/** The platform's scanner. */
fun interface Scanner {
    /** Shows the camera and answers with the code that was read, or not at all. */
    fun scan(read: (String) -> Unit)
}
