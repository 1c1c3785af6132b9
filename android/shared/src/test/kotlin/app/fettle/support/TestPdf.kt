package app.fettle.support

import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import androidx.compose.ui.graphics.asSkiaBitmap
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.createFontFamilyResolver
import app.fettle.platform.Pdf
import java.io.File
import org.jetbrains.skia.Image

/** Draws pages on pictures in the place of a PDF: there is nothing here that makes one. */
class TestPdf(override val fonts: FontFamily.Resolver = createFontFamilyResolver()) : Pdf {
    /** What was drawn last. */
    var drawn: List<ImageBitmap> = emptyList()

    /** What no font has. */
    var missing: Set<Int> = emptySet()

    override fun has(codePoint: Int) = codePoint !in missing

    override fun write(file: File, width: Int, height: Int, pages: List<(Canvas) -> Unit>) {
        drawn =
            pages.map { page ->
                ImageBitmap(width, height).also {
                    val canvas = Canvas(it)
                    canvas.drawRect(0f, 0f, width.toFloat(), height.toFloat(), Paint().apply { color = Color.White })
                    page(canvas)
                }
            }
        file.writeText("${pages.size} pages")
        drawn.forEachIndexed { page, picture -> Pictures.save("paper-${page + 1}", Image.makeFromBitmap(picture.asSkiaBitmap())) }
    }
}
