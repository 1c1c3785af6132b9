package app.fettle.ui.kit

import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.Route
import app.fettle.core.ShellWords

/** What a drawn screen can ask of the shell around it. Screens decide nothing: they show a value and pass taps on. */
interface Shell {
    /** The words on the shell's own controls, in the user's language. */
    val words: ShellWords

    /** Opens a screen on top of this one. */
    fun open(route: Route)

    /** Goes back to the screen before. */
    fun back()

    /** Hands a tap to the core, with what the user filled in. */
    fun act(action: Action, entries: List<Entry> = emptyList())

    /** Opens the scanner for a field, and answers with the code that was read, or not at all. */
    fun scan(read: (String) -> Unit)
}

/** Finds the thumbnail of a photo by its hash; none while it is not on this phone. The platform decodes, so that screens need not. */
val LocalPhotos = staticCompositionLocalOf<(String) -> ImageBitmap?> { { null } }
