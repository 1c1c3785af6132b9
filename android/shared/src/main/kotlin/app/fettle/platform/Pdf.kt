package app.fettle.platform

import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.text.font.FontFamily
import java.io.File

/** Makes PDF files, with what the phone itself has. */
interface Pdf {
    /** The letters that are written with. */
    val fonts: FontFamily.Resolver

    /** Whether a font of this phone has a picture of this character. */
    fun has(codePoint: Int): Boolean

    /**
     * Writes a page of [width] x [height] points (1/72 inch) for each of [pages], which draw on it in points, into [file]. Called off the UI
     * thread. Throws [java.io.IOException].
     */
    fun write(file: File, width: Int, height: Int, pages: List<(Canvas) -> Unit>)
}
