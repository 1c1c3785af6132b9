package app.fettle.ui.kit

import androidx.compose.runtime.staticCompositionLocalOf
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
import app.fettle.platform.Camera
import app.fettle.platform.Frame

/** What a drawn screen can ask of the shell around it. Screens decide nothing: they show a value and pass taps on. */
interface Shell {
    /** The words on the shell's own controls, in the user's language. */
    val words: ShellWords

    /** The camera for previews. */
    val camera: Camera

    /** Why the last tap was refused, if it was: a field that it is about says so itself. */
    val refusal: Refusal?

    /** How many taps the core has taken: changes when what was handed in is done. */
    val done: Int

    /** Opens a screen on top of this one. */
    fun open(route: Route)

    /** Goes back to the screen before. */
    fun back()

    /** The asking that lies over this screen, until the core takes what was answered; it outlives the turning of the phone. */
    val asked: Asked?

    /** How often an asking was left: what stood beside its button was not handed in. */
    val left: Int

    /** Opens the asking of a button that was tapped, with what was filled in beside it. */
    fun ask(button: Button, beside: List<Entry>)

    /** Leaves the asking without an answer. */
    fun leave()

    /** Hands a tap to the core, with what the user filled in. */
    fun act(action: Action, entries: List<Entry> = emptyList())

    /** As [act], with the place of the phone among the entries, where the shell may know it. */
    fun actHere(action: Action, entries: List<Entry>)

    /** Keeps what is half-filled on this screen, so that it outlives the process. */
    fun keep(entries: List<Entry>)

    /** The rows behind those that were shown of a long list of this screen; none when they could not be read. */
    suspend fun page(section: String, cursor: String): Section?

    /** Opens the scanner for a field, and answers with the code that was read, or not at all. */
    fun scan(read: (String) -> Unit)

    /** A camera frame, to be looked at for a code as soon as the one before is done; until then others are dropped. */
    fun frame(purpose: ScanFor, frame: Frame)

    /** A photo that the user keeps, with what was drawn on it and filled in, and with the place of the phone where the core wants it [here]. */
    fun photo(purpose: PhotoFor, photo: Taken, entries: List<Entry>, here: Boolean)

    /** Whether a picture of the phone can be chosen. */
    val gallery: Boolean

    /** Lets the user choose one: it is [taken] then, as one of the camera. */
    fun choose()

    /** A picture file for drawing, decoded off the UI thread; none when it is not one. */
    suspend fun decode(bytes: ByteArray): ImageBitmap?

    /** Draws a paper as PDF and offers it to other apps; none where this device makes no PDF. */
    val sharePaper: ((Paper) -> Unit)?

    /** Opens the phone's map. */
    fun map(point: MapPoint)

    /** Shows a number in the phone's dialler. */
    fun call(phone: PhoneNumber)

    /** Copies a number, or a text for somebody else, as for a messenger. */
    fun copy(text: String)

    /** A photo that was taken and is not kept yet; none any more when the core has it, or when the user goes elsewhere. */
    var taken: Taken?
}

/** A refusal in the core's words; [field] is what it is about, if it is about one. Each is one of its own: the same words can come twice. */
class Refusal(val code: String, val text: String, val field: String?) {
    override fun toString() = "$code: $text"
}

/** A button that asks before it acts, and what was filled in beside it. */
class Asked(val button: Button, val beside: List<Entry>)

/** A tap on a button with what was filled in beside it. Buttons that ask first do so before the core hears of it. */
class Tap(private val tapped: (Button, List<Entry>) -> Unit) {
    operator fun invoke(button: Button, entries: List<Entry> = emptyList()) = tapped(button, entries)
}

/** Hands a button's action to the core, with the place of the phone where the button wants it. */
fun Shell.act(button: Button, entries: List<Entry>) = if (button.position) actHere(button.action, entries) else act(button.action, entries)

/** Finds the thumbnail of a photo by its hash; none while it is not on this phone. The platform decodes, so that screens need not. */
val LocalPhotos = staticCompositionLocalOf<(String) -> ImageBitmap?> { { null } }
