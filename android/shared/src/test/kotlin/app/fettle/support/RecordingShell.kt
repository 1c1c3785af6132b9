package app.fettle.support

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.Entry
import app.fettle.core.MapPoint
import app.fettle.core.PhoneNumber
import app.fettle.core.PhotoFor
import app.fettle.core.Route
import app.fettle.core.ScanFor
import app.fettle.core.Section
import app.fettle.core.ShellWords
import app.fettle.paper.Paper
import app.fettle.platform.Frame
import app.fettle.ui.kit.Asked
import app.fettle.ui.kit.Refusal
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Taken

/** A shell that only remembers what it was asked for. */
class RecordingShell(override val words: ShellWords) : Shell {
    val platform = TestPlatform()
    override val camera = platform.camera
    override var refusal: Refusal? by mutableStateOf(null)
    override var done by mutableIntStateOf(0)
    val acts = mutableListOf<Pair<Action, List<Entry>>>()
    val opened = mutableListOf<Route>()
    val kept = mutableListOf<List<Entry>>()
    val photos = mutableListOf<Triple<PhotoFor, Taken, String>>()
    val frames = mutableListOf<ScanFor>()
    var backs = 0

    /** The pages of a long list, by the text that asks for each. */
    var pages = mapOf<String, Section>()
    val paged = mutableListOf<String>()

    override var asked: Asked? by mutableStateOf(null)
    override var left by mutableIntStateOf(0)

    override fun ask(button: Button, beside: List<Entry>) {
        asked = Asked(button, beside)
    }

    override fun leave() {
        asked = null
        left++
    }

    override fun open(route: Route) {
        opened += route
    }

    override fun back() {
        backs++
    }

    override fun act(action: Action, entries: List<Entry>) {
        acts += action to entries
    }

    override fun keep(entries: List<Entry>) {
        kept += entries
    }

    override suspend fun page(section: String, cursor: String): Section? {
        paged += cursor
        return pages[cursor]
    }

    override fun scan(read: (String) -> Unit) = read("scanned")

    override fun frame(purpose: ScanFor, frame: Frame) {
        frames += purpose
    }

    /** What was filled in beside the last photo that was kept. */
    var beside = emptyList<Entry>()

    override fun photo(purpose: PhotoFor, photo: Taken, entries: List<Entry>, here: Boolean) {
        photos += Triple(purpose, photo, entries.first { it.key == "caption" }.value)
        beside = entries
    }

    override var gallery by mutableStateOf(false)
    var choices = 0

    override fun choose() {
        choices++
    }

    override suspend fun decode(bytes: ByteArray): ImageBitmap? = platform.decode(bytes)

    val papers = mutableListOf<Paper>()
    override val sharePaper: (Paper) -> Unit = { papers += it }

    override fun map(point: MapPoint) {
        platform.map(point)
    }

    override fun call(phone: PhoneNumber) {
        platform.dial(phone.dialled)
    }

    override fun copy(text: String) = platform.copy(text)

    override fun actHere(action: Action, entries: List<Entry>) {
        acts += action to entries + listOfNotNull(platform.place?.let { Entry("position", it) })
    }

    override var taken: Taken? by mutableStateOf(null)
}
