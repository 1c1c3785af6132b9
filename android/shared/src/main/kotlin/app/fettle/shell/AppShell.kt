package app.fettle.shell

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.MapPoint
import app.fettle.core.Outcome
import app.fettle.core.PhotoAction
import app.fettle.core.PhotoFor
import app.fettle.core.Route
import app.fettle.core.ScanAction
import app.fettle.core.ScanFor
import app.fettle.core.Screen
import app.fettle.core.Section
import app.fettle.core.ShellWords
import app.fettle.core.Work
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleException
import app.fettle.ffi.shellWords
import app.fettle.platform.Camera
import app.fettle.platform.Frame
import app.fettle.platform.Platform
import app.fettle.ui.kit.Refusal
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
    private val platform: Platform,
    private val scope: CoroutineScope,
    private val io: CoroutineDispatcher = Dispatchers.IO,
    /** Where files lie that are shared with other apps: the cache, which the system may empty. */
    private val shared: File = File(System.getProperty("java.io.tmpdir") ?: "."),
    /** Where the user was before the process died; the core's start where that is nowhere. */
    before: List<Route> = emptyList(),
) : Shell {
    /** Where the user came through, the screen that is shown last. Never empty. */
    var routes: List<Route> by mutableStateOf(before.ifEmpty { listOf(app.start()) })
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

    /** Long work is under way. */
    var busy: Boolean by mutableStateOf(false)
        private set

    /** A field that waits for a code; its scanner lies over the screen. */
    var fieldScan: ((String) -> Unit)? by mutableStateOf(null)
        private set

    /** A link from outside that waits for the user's yes. */
    var link: String? by mutableStateOf(null)
        private set

    override var words: ShellWords by mutableStateOf(shellWords(app.language()))
        private set

    override var refusal: Refusal? by mutableStateOf(null)
        private set

    override var done: Int by mutableIntStateOf(0)
        private set

    override val camera: Camera
        get() = platform.camera

    /** Photos on the glass. */
    val photos = Photos(app, platform, scope, io)

    private val frames = Frames(io)

    override fun open(route: Route) = launch { show(routes + route) }

    override fun back() = launch { if (routes.size > 1) show(routes.dropLast(1)) }

    override fun act(action: Action, entries: List<Entry>) = launch { taken(withContext(io) { app.act(action, entries) }) }

    override fun keep(entries: List<Entry>) {
        val route = routes.last()
        launch { withContext(io) { app.keep(route, entries) } }
    }

    override suspend fun page(section: String, cursor: String): Section? {
        val route = routes.last()
        return try {
            withContext(io) { app.page(route, section, cursor) }
        } catch (refused: FettleException.Failed) {
            refuse(refused)
            null
        }
    }

    override fun scan(read: (String) -> Unit) {
        fieldScan = read
    }

    /** A frame of the scanner that lies over a field. */
    fun fieldFrame(frame: Frame) =
        frames.offer(scope, frame, { f, thorough -> app.readCode(f.w, f.h, f.s, f.luma, thorough) }) { code ->
            if (code != null) scanned(code)
        }

    /** The field has its code, or the user left the scanner. */
    fun scanned(code: String?) {
        val read = fieldScan
        fieldScan = null
        if (code == null) return
        platform.pulse()
        read?.invoke(code)
    }

    override fun frame(purpose: ScanFor, frame: Frame) {
        val from = routes
        frames.offer(scope, frame, { f, thorough -> attempt { app.scanLuma(purpose, f.w, f.h, f.s, f.luma, thorough) } }) { read ->
            // What was seen before the user went elsewhere leads nowhere.
            if (routes != from) return@offer
            val outcome = read.getOrElse { return@offer refuse(it) }
            if (outcome.route == null && outcome.work == null && outcome.notice == null) return@offer
            platform.pulse()
            launch { taken(outcome) }
        }
    }

    override fun photo(purpose: PhotoFor, bytes: ByteArray, caption: String) =
        act(Action.Photo(purpose, PhotoAction.Taken(bytes)), listOf(Entry("caption", caption)))

    override suspend fun decode(bytes: ByteArray): ImageBitmap? = withContext(io) { platform.decode(bytes) }

    override fun map(point: MapPoint) {
        if (!platform.map(point)) notice = "${point.label} ${point.latitude}, ${point.longitude}"
    }

    override fun here(): String? = platform.here()

    /** A colleague's file that was shared with this app: taken along to the server. */
    fun takeRescue(file: String) = launch { follow(app.takeRescue(file)) }

    /** A link of a code that was opened outside the app. Anyone can write one, so the user is asked first: [answerLink]. */
    fun link(text: String) {
        link = text
    }

    /** Follows [link], or not. What it names is the core's to say, as of one typed into the scanner. */
    fun answerLink(follow: Boolean) {
        val text = link
        link = null
        if (follow && text != null) act(Action.Scan(ScanFor.Find, ScanAction.Typed), listOf(Entry("code", text)))
    }

    /** Looks again: after a sync, or when the app comes to the front. */
    fun refresh() = launch { show(routes) }

    /** The app goes out of sight: the core closes what must not be open then. */
    fun pause() = launch { withContext(io) { app.pause() } }

    /** The app is in front again. What is shown is looked at anew: it may be locked. */
    fun resume() = launch {
        withContext(io) { app.resume() }
        show(routes)
    }

    /** Offers the file of [handedOver] to other apps. */
    fun shareHandedOver() {
        handedOver?.let { platform.share(it, "application/octet-stream") }
        handedOver = null
    }

    /** The user has seen what was told. */
    fun told() {
        notice = null
        refusal = null
        handedOver = null
    }

    private suspend fun taken(outcome: Outcome) {
        refusal = null
        // Where it leads is shown also when the long work after it fails: what was done is done.
        follow(outcome)
        done++
        outcome.work?.let { start(it) }
    }

    private suspend fun follow(outcome: Outcome) {
        notice = outcome.notice
        val to = outcome.route
        // A screen that is open already is gone back to, so that "back" never leads in a circle.
        val at = routes.indexOf(to)
        show(if (to == null) routes else if (at >= 0) routes.take(at + 1) else routes + to)
    }

    private suspend fun start(work: Work) {
        busy = true
        try {
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
        } finally {
            busy = false
        }
    }

    private suspend fun show(to: List<Route>) {
        val (shown, language) = withContext(io) { look(to) to app.language() }
        screen = shown.second
        routes = shown.first
        words = shellWords(language)
    }

    /** The screen at the end of [to], or the lock over it. */
    private fun look(to: List<Route>): Pair<List<Route>, Screen> =
        try {
            to to app.screen(to.last())
        } catch (refused: FettleException.Failed) {
            if (refused.code != "locked") throw refused
            (to.filter { it != Route.Lock } + Route.Lock).let { it to app.screen(Route.Lock) }
        }

    private fun launch(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (refused: FettleException.Failed) {
                refuse(refused)
            }
        }
    }

    private fun refuse(why: Throwable) {
        if (why !is FettleException.Failed) throw why
        refusal = Refusal(why.code, why.text, why.`field`)
    }
}
