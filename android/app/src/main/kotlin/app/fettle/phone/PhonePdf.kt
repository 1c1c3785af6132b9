package app.fettle.phone

import android.app.Application
import android.graphics.Paint
import android.graphics.pdf.PdfDocument
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.text.font.createFontFamilyResolver
import app.fettle.platform.Pdf
import java.io.File

/** PDF files by Android itself: its letters are in the file, Chinese ones too. */
class PhonePdf(app: Application) : Pdf {
    override val fonts = createFontFamilyResolver(app)

    override fun has(codePoint: Int) = Paint().hasGlyph(String(Character.toChars(codePoint)))

    override fun write(file: File, width: Int, height: Int, pages: List<(Canvas) -> Unit>) {
        val document = PdfDocument()
        try {
            pages.forEachIndexed { index, draw ->
                val page = document.startPage(PdfDocument.PageInfo.Builder(width, height, index + 1).create())
                draw(Canvas(page.canvas))
                document.finishPage(page)
            }
            file.outputStream().use(document::writeTo)
        } finally {
            document.close()
        }
    }
}
