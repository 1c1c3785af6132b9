package app.fettle.paper

import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.core.Section
import app.fettle.core.SheetAndSignScreen
import app.fettle.platform.Pdf
import java.io.File
import java.io.IOException

/** A signed sheet to be drawn as a paper on the phone itself, without a network: what the core says, in its order, and the customer's hand. */
class Paper(
    val title: String,
    /** Whose it is. */
    val subtitle: String,
    val sections: List<Section>,
    /** What the customer answered, in words. */
    val answer: String,
    /** The customer's hand as the core draws it; empty where it was not signed by hand. */
    val svg: String,
    /** SHA-256 of the sheet in hex: whoever has both can tell that this is the sheet on record. */
    val hash: String,
    /** Our company, its address and telephone: each a line. */
    val letterhead: List<String> = emptyList(),
    /** The sentence that the customer confirmed. */
    val confirm: String = "",
    /** What [hash] is, in words. */
    val check: String = "",
    /** The QR code of the page that says whether it is genuine, `#` for dark; empty where there is none. */
    val code: List<String> = emptyList(),
    /** How the pictures are printed; empty where there are none. */
    val photos: String = "",
    /** The job, for the server's own paper of it; empty where there is none. */
    val job: String = "",
    /** The photos of the rows that are on this phone, by their hash. */
    val pictures: Map<String, ImageBitmap> = emptyMap(),
) {
    /** The same with these photos. */
    fun with(pictures: Map<String, ImageBitmap>) =
        Paper(title, subtitle, sections, answer, svg, hash, letterhead, confirm, check, code, photos, job, pictures)

    /** The file's name, as far as every file system takes it, and another for every sheet. */
    val fileName: String
        get() {
            val named = listOf(title, subtitle).filter { it.isNotEmpty() }.joinToString("-").take(MOST_LETTERS)
            return named.map { if (it.isLetterOrDigit()) it else '-' }.joinToString("") + "-${hash.take(8)}.pdf"
        }

    /** Writes it as a PDF of A4 pages into [folder]. Throws [IOException], and leaves no half file then. Takes a moment. */
    fun write(pdf: Pdf, folder: File): File {
        val file = File(folder, fileName)
        try {
            pdf.write(file, A4_WIDTH, A4_HEIGHT, PaperPages(this, pdf.fonts).drawings())
        } catch (failed: IOException) {
            file.delete()
            throw failed
        }
        return file
    }

    companion object {
        /** The paper of a sheet that has its answer, headed as the server's paper is; none before. */
        fun of(screen: SheetAndSignScreen): Paper? {
            val (answer, own) = (screen.answer ?: return null) to (screen.paper ?: return null)
            val sections = listOf(screen.summary).filter { it.rows.isNotEmpty() } + screen.sheet
            return Paper(
                own.title,
                own.subtitle,
                sections,
                answer.text,
                answer.svg,
                screen.hash,
                own.letterhead,
                own.confirm,
                own.check,
                own.code,
                own.photos,
                own.job,
            )
        }

        private const val MOST_LETTERS = 60
    }
}

/** A4 in points of 1/72 inch (ISO 216). */
internal const val A4_WIDTH = 595
internal const val A4_HEIGHT = 842
