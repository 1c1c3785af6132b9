package app.fettle.phone

import android.graphics.Bitmap
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.text.font.createFontFamilyResolver
import androidx.test.core.app.ApplicationProvider
import app.fettle.platform.Pdf
import java.io.File

/** Draws pages on pictures by Android's own text: Robolectric has no PdfDocument. */
class TestPdf : Pdf {
    override val fonts by lazy { createFontFamilyResolver(ApplicationProvider.getApplicationContext()) }

    /** What was drawn last. */
    @Volatile var drawn: List<Bitmap> = emptyList()

    override fun has(codePoint: Int) = true

    override fun write(file: File, width: Int, height: Int, pages: List<(Canvas) -> Unit>) {
        drawn =
            pages.map { page ->
                Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).apply {
                    eraseColor(android.graphics.Color.WHITE)
                    page(Canvas(android.graphics.Canvas(this)))
                }
            }
        file.writeText("${pages.size} pages")
        // To be looked at.
        val folder = File(System.getProperty("fettle.pictures")).apply { mkdirs() }
        drawn.forEachIndexed { page, drawn -> File(folder, "paper-${page + 1}.png").outputStream().use { drawn.compress(Bitmap.CompressFormat.PNG, 100, it) } }
    }
}
