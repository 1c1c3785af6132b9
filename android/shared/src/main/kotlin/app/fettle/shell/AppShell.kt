package app.fettle.shell

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.Drawn
import app.fettle.core.Entry
import app.fettle.core.MapPoint
import app.fettle.core.Outcome
import app.fettle.core.PhoneNumber
import app.fettle.core.PhotoAction
import app.fettle.core.PhotoFor
import app.fettle.core.Route
import app.fettle.core.ScanAction
import app.fettle.core.ScanFor
import app.fettle.core.Screen
import app.fettle.core.Section
import app.fettle.core.ShellWords
import app.fettle.core.Undo
import app.fettle.core.Work
import app.fettle.ffi.FettleException
import app.fettle.ffi.routeOf
import app.fettle.ffi.routeText
import app.fettle.ffi.shellWords
import app.fettle.paper.Paper
import app.fettle.paper.Printable
import app.fettle.platform.Camera
import app.fettle.platform.Frame
import app.fettle.platform.Pdf
import app.fettle.platform.Platform
import app.fettle.ui.kit.Asked
import app.fettle.ui.kit.Refusal
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Taken
import java.io.File
import java.io.IOException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * The core in the hand of a user: a stack of screens, what the last tap said, and what went wrong. It decides nothing; it only keeps the
 * core's calls off the UI thread and goes where their outcomes lead.
 *
 * [scope] is the screen's life (a cancelled scope drops what is waited for, never what the core does). Its dispatcher is the UI's.
 */
@Stable
class AppShell(
    begin: Begin,
    private val platform: Platform,
    private val scope: CoroutineScope,
    private val io: CoroutineDispatcher = Dispatchers.IO,
    /** Where files lie that are shared with other apps: the cache, which the system may empty. */
    private val shared: File = File(System.getProperty("java.io.tmpdir") ?: "."),
    /** Something was recorded: it waits to be sent. */
    private val recorded: () -> Unit = {},
    private val awake: Awake = Awake(io).apply { seen = true },
) : Shell {
    private val app = begin.app

    /** Where the user came through, the screen that is shown last. Never empty. */
    var routes: List<Route> by mutableStateOf(begin.routes)
        private set

    /** [routes] as text, for what outlives the process. */
    var written: List<String> by mutableStateOf(begin.written)
        private set

    /** What is shown; none before the first look. */
    var screen: Screen? by mutableStateOf(null)
        private set

    /** Which drawing of the core [screen] is: goes back to it with each tap. */
    private var drawn = ""

    /** The drawing that [asked] came from: the screen under it may have been drawn anew. */
    private var askedOn = ""

    /** What the last tap told in passing; taken away by [told]. */
    var notice: String? by mutableStateOf(null)
        private set

    /** What takes back the last tap, while that is offered beside [notice]; taken away by [told]. */
    var undo: Undo? by mutableStateOf(null)
        private set

    /** A file with unsent work, to be shared with a colleague's phone; taken away by [told]. */
    var handedOver: String? by mutableStateOf(null)
        private set

    /** Long work is under way, or the place of the phone is looked for. */
    val busy: Boolean
        get() = working || locating

    private var working by mutableStateOf(false)
    private var locating by mutableStateOf(false)

    /** A field that waits for a code; its scanner lies over the screen. */
    var fieldScan: ((String) -> Unit)? by mutableStateOf(null)
        private set

    /** Several codes that lie before that scanner: the user says which. */
    var fieldCodes: List<String> by mutableStateOf(emptyList())
        private set

    /** A link from outside that waits for the user's yes. */
    var link: String? by mutableStateOf(null)
        private set

    override var words: ShellWords by mutableStateOf(begin.words)
        private set

    override var refusal: Refusal? by mutableStateOf(null)
        private set

    override var done: Int by mutableIntStateOf(0)
        private set

    override var asked: Asked? by mutableStateOf(null)
        private set

    override var left: Int by mutableIntStateOf(0)
        private set

    override val camera: Camera
        get() = platform.camera

    /** Photos on the glass. */
    val photos = Photos(app, platform, scope, io)

    private val frames = Frames(io)

    override fun open(route: Route) = launch { show(routes + route) }

    /** Opens what a reminder names. */
    fun open(written: String) = launch { withContext(io) { routeOf(written) }?.let { show(routes + it) } }

    override fun back() = launch { if (routes.size > 1) show(routes.dropLast(1)) }

    override fun ask(button: Button, beside: List<Entry>) {
        // What was refused before is not about this.
        refusal = null
        askedOn = drawn
        asked = Asked(button, beside)
    }

    override fun leave() {
        asked = null
        left++
    }

    override var taken: Taken? by mutableStateOf(null)

    /** A tap is on its way to the core: a second one on the same button, before the screen has changed, is none. */
    private var acting = false

    override fun act(action: Action, entries: List<Entry>) = act(action) { entries }

    override fun actHere(action: Action, entries: List<Entry>) = act(action) { entries + here() }

    private suspend fun here(): List<Entry> {
        locating = true
        try {
            return listOfNotNull(platform.here()?.let { Entry("position", it) })
        } finally {
            locating = false
        }
    }

    private fun act(action: Action, then: () -> Unit = {}, entries: suspend () -> List<Entry>) {
        // What the user saw: what is drawn meanwhile counts as not seen.
        val seen = if (asked == null) drawn else askedOn
        tapped(then) { entries().let { withContext(io) { app.act(action, it, seen) } } }
    }

    private fun tapped(then: () -> Unit = {}, work: suspend () -> Outcome) {
        if (acting) return
        acting = true
        launch {
            val outcome =
                try {
                    // What was begun is done also where the app goes out of sight meanwhile, as under the system's own page for a PIN.
                    awake.during(app) { work().also { follow(it) } }
                } finally {
                    acting = false
                }
            then()
            recorded()
            outcome.work?.let(::start)
        }
    }

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
        fieldCodes = emptyList()
        fieldScan = read
    }

    /** A frame of the scanner that lies over a field. */
    fun fieldFrame(frame: Frame) =
        frames.offer(scope, frame, { f, thorough -> app.readCode(f.w, f.h, f.s, f.luma, thorough) }) { codes ->
            if (codes.size == 1) scanned(codes.first()) else if (codes.isNotEmpty()) fieldCodes = codes
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
            if (routes != from || acting) return@offer
            val outcome = read.getOrElse { return@offer refuse(it) }
            if (outcome.route == null && outcome.work == null && outcome.notice == null) return@offer
            platform.pulse()
            tapped { outcome }
        }
    }

    override fun photo(purpose: PhotoFor, photo: Taken, entries: List<Entry>, here: Boolean) {
        val strokes = photo.marks.asStrokes()
        val handed = if (photo.gallery) PhotoAction.Chosen(photo.bytes, strokes) else PhotoAction.Taken(photo.bytes, strokes)
        // Where the phone is now is nothing about a picture that was there before.
        val wanted = here && !photo.gallery
        // It stays on the glass until the core has it: what was refused is not lost.
        act(Action.Photo(purpose, handed), { taken = null }) { entries + if (wanted) here() else emptyList() }
    }

    override val gallery: Boolean
        get() = platform.gallery != null

    override fun choose() {
        val pictures = platform.gallery ?: return
        // Not in turn: while somebody looks through the pictures everything else goes on.
        scope.launch {
            val chosen = pictures.choose() ?: return@launch
            val bytes = chosen.bytes
            when {
                bytes == null -> refusal = Refusal("photo_unreadable", words.photoUnreadable, null)
                routes.any { it is Route.Photo } -> taken = Taken(bytes, gallery = true)
            }
        }
    }

    override suspend fun decode(bytes: ByteArray): ImageBitmap? = withContext(io) { platform.decode(bytes) }

    override val sharePaper: ((Paper) -> Unit)? = platform.pdf?.let { pdf -> { paper -> share(paper, pdf) } }

    private fun share(paper: Paper, pdf: Pdf) = launch {
        try {
            fromServer(paper)?.let { return@launch platform.share(it, "application/pdf") }
            val whole = paper.with(pictures(paper))
            val printable = withContext(io) { Printable.of(whole, pdf::has) }
            platform.share(withContext(io) { printable.paper.write(pdf, shared) }.path, "application/pdf")
            if (printable.missing.isNotEmpty()) notice = words.notPrintable + " " + printable.missing.joinToString(", ")
        } catch (_: IOException) {
            refusal = Refusal("not_written", words.notWritten, null)
        }
    }

    /** The server's sealed paper, where there is a network and it has the document; else the phone's own does. */
    private suspend fun fromServer(paper: Paper): String? =
        try {
            if (paper.job.isEmpty()) null else app.paper(paper.job, paper.hash, shared.path)
        } catch (_: FettleException) {
            null
        }

    /** The photos of a paper that are on this phone. */
    private suspend fun pictures(paper: Paper): Map<String, ImageBitmap> {
        val found = mutableMapOf<String, ImageBitmap>()
        for (hash in paper.sections.flatMap { it.rows }.mapNotNull { it.photo }.distinct()) photos.read(hash)?.let { found[hash] = it }
        return found
    }

    override fun map(point: MapPoint) {
        if (!platform.map(point)) notice = "${point.label} ${point.latitude}, ${point.longitude}"
    }

    override fun call(phone: PhoneNumber) {
        if (!platform.dial(phone.dialled)) notice = "${phone.name} ${phone.number}"
    }

    override fun copy(text: String) {
        platform.copy(text)
        notice = "${words.copied} $text"
    }

    /** A copy of a colleague's file that was shared with this app: taken along to the server, and then gone from here. */
    fun takeRescue(file: File) = launch {
        try {
            follow(app.takeRescue(file.path))
        } finally {
            withContext(io) { file.delete() }
        }
    }

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
    fun refresh() {
        photos.forgetMissing()
        launch { show(routes) }
    }

    /** The app is in front, or begins. What is shown is looked at anew: it may be locked. */
    fun resume() = launch {
        awake.settle(app)
        // Gone again meanwhile: nothing is drawn of what is closed.
        if (awake.seen) show(routes)
    }

    /** Offers the file of [handedOver] to other apps. */
    fun shareHandedOver() {
        handedOver?.let { platform.share(it, "application/octet-stream") }
        handedOver = null
    }

    /** The user has seen what was told. */
    fun told() {
        notice = null
        undo = null
        refusal = null
        handedOver = null
    }

    /** The last tap was a mistake. */
    fun takeBack() {
        val action = undo?.action ?: return
        undo = null
        act(action)
    }

    /** Goes where an outcome leads: also when the long work after it fails, for what was done is done. */
    private suspend fun follow(outcome: Outcome) {
        refusal = null
        asked = null
        notice = outcome.notice
        undo = outcome.undo
        done++
        val to = outcome.route
        if (to != Route.Lock && opened()) {
            // The lock lay over what the user was at: there it goes on, for who unlocks; and nobody comes back to it.
            return show(routes.dropLast(1).ifEmpty { listOf(to ?: Route.Today) })
        }
        // A screen that is open already is gone back to, so that "back" never leads in a circle.
        val at = routes.indexOf(to)
        show(if (to == null) routes else if (at >= 0) routes.take(at + 1) else routes + to)
    }

    /** Whether the lock that is shown was just opened. */
    private suspend fun opened(): Boolean =
        (screen as? Screen.Lock)?.v1?.locked == true && withContext(io) { app.start() } != Route.Lock

    /** Long work waits for other long work only: the screens can be used meanwhile. */
    private fun start(work: Work) {
        working = true
        inTurn(longWork) {
            try {
                long(work)
            } finally {
                working = false
            }
        }
    }

    private suspend fun long(work: Work) {
        when (work) {
            is Work.Sync -> {
                notice = session().text
                refresh()
            }
            is Work.HandOver -> {
                val done = app.handOver(shared.path)
                notice = done.text
                handedOver = done.path
            }
            is Work.Enrol -> {
                val first = app.enrol(work.link, work.name)
                launch { show(listOf(first)) }
                // What this person works with comes at once; where it does not, the screen says so and the next session brings it.
                notice = session().text
                refresh()
            }
        }
    }

    /** A session to its end, also where the app goes out of sight meanwhile: else its files were closed under it. */
    private suspend fun session() = awake.during(app) { withContext(NonCancellable) { app.sync() } }

    private suspend fun show(to: List<Route>) {
        val look = withContext(io) { look(to) }
        // Under the lock it waits for whoever unlocks.
        if (look.routes.none { it is Route.Photo }) taken = null
        // What was typed into it is kept by the core, for when its button is tapped again.
        if (look.routes.last() != routes.last()) {
            asked = null
            // No scanner lies over a screen that did not open it, such as the lock.
            fieldScan = null
        }
        screen = look.drawn.screen
        drawn = look.drawn.drawn
        routes = look.routes
        written = look.written
        words = look.words
    }

    private class Look(val routes: List<Route>, val drawn: Drawn, val words: ShellWords) {
        // The lock itself is no place to come back to.
        val written = routes.filter { it != Route.Lock }.map(::routeText)
    }

    /** The screen at the end of [to], or the lock over it. */
    private fun look(to: List<Route>): Look =
        try {
            Look(to, app.draw(to.last()), shellWords(app.language()))
        } catch (refused: FettleException.Failed) {
            if (refused.code != "locked") throw refused
            Look(to.filter { it != Route.Lock } + Route.Lock, app.draw(Route.Lock), shellWords(app.language()))
        }

    /** How much is on its way to the core and back. Nothing is: what is shown is what is. */
    var underWay: Int = 0
        private set

    // One after the other, in the order in which they were asked for: a slow look at the screen before never lies over the one after it.
    private val turn = Mutex()
    private val longWork = Mutex()

    private fun launch(work: suspend () -> Unit) = inTurn(turn, work)

    private fun inTurn(turn: Mutex, work: suspend () -> Unit) {
        underWay++
        scope.launch {
            try {
                turn.withLock { work() }
            } catch (refused: FettleException.Failed) {
                refuse(refused)
            }
        }.invokeOnCompletion { underWay-- }
    }

    private fun refuse(why: Throwable) {
        if (why !is FettleException.Failed) throw why
        refusal = Refusal(why.code, why.text, why.`field`)
    }
}
