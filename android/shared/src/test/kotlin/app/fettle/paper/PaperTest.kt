package app.fettle.paper

import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import androidx.compose.ui.graphics.toPixelMap
import app.fettle.core.Row
import app.fettle.core.Section
import app.fettle.core.Tone
import app.fettle.platform.Pdf
import app.fettle.support.TestPdf
import java.io.File
import java.io.IOException
import kotlin.random.Random
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A sheet on paper: that nothing of it is cut or lost between pages, in either language, and that no half file is left. */
class PaperTest {
    @get:Rule val temporary = TemporaryFolder()
    private val pdf = TestPdf()

    @Test
    fun whateverStandsOnAPaperNothingIsCutAndNothingIsLost() {
        val random = Random(5)
        repeat(300) {
            val room = 100f
            val strips = (0..random.nextInt(60)).map { strip(random.nextInt(1, 40).toFloat(), random.nextInt(9).toFloat(), random.nextInt(3) == 0) }
            val pages = pages(strips, room)
            assertEquals(strips, pages.flatten().map { it.strip })
            for (page in pages) {
                assertTrue(page.last().run { top + strip.height } <= room)
                page.zipWithNext { above, below -> assertTrue(above.top + above.strip.height <= below.top) }
            }
            pages.zipWithNext { page, next -> assertTrue("a page ends where it has to", page.sumOf { (it.strip.height + it.strip.gap).toDouble() } + rest(next) > room) }
        }
    }

    /** What would have had to fit too: a strip with what belongs to it, or the first line of what is too high for any page. */
    private fun rest(next: List<Placed>): Double {
        val group = next.indexOfFirst { !it.strip.together }.let { if (it < 0) next else next.take(it + 1) }
        return group.sumOf { (it.strip.height + it.strip.gap).toDouble() }
    }

    @Test
    fun aTitleStandsWithWhatFollowsAndWhatIsTooHighHasItsOwnPage() {
        val (title, body, high) = listOf(strip(10f, 0f, true), strip(30f, 0f, false), strip(150f, 0f, false))
        val pages = pages(listOf(strip(70f, 0f, false), title, body, high, strip(5f, 0f, false)), 100f)
        assertEquals(listOf(1, 2, 1, 1), pages.map { it.size })
        assertEquals(title, pages[1].first().strip)
    }

    private fun strip(height: Float, gap: Float, together: Boolean) = Strip(height, gap, together) { _, _ -> }

    @Test
    fun everyWordOfALongSheetStandsOnAPageInBothLanguages() {
        val long = "更换解码板，云台恢复转动。The decoder board was replaced; the camera turns again. ".repeat(120)
        val paper = paper(listOf(section(60), section(3, long)))
        val pages = PaperPages(paper, pdf.fonts).placed()
        val said = pages.flatten().joinToString("") { it.strip.words }.filterNot { it.isWhitespace() }
        for (words in listOf(paper.title, paper.subtitle, paper.answer, paper.hash)) assertTrue(words, words.filterNot { it.isWhitespace() } in said)
        assertEquals(3, Regex.fromLiteral(long.filterNot { it.isWhitespace() }).findAll(said).count())
        (0 until 60).forEach { assertTrue("row $it", "项目$it" in said && "第${it}行" in said) }
        assertEquals("what was signed ends the paper", paper.hash, pages.last().last().strip.words)
        paper.write(pdf, temporary.root)
        assertEquals(pages.size, pdf.drawn.size)
        pdf.drawn.forEachIndexed { page, drawn ->
            assertTrue("page $page is written on", drawn.ink(MARGIN until A4_HEIGHT - MARGIN) > 200)
            assertEquals("page $page keeps its margins", 0, drawn.ink(0 until MARGIN - 2) + drawn.ink(A4_HEIGHT - MARGIN + 2 until A4_HEIGHT))
            assertEquals("page $page is not wider than it is", 0, drawn.ink(0 until A4_HEIGHT, A4_WIDTH - MARGIN + 4 until A4_WIDTH))
        }
    }

    @Test
    fun theCustomersHandStandsUnderTheAnswer() {
        val signed = paper(listOf(section(2)))
        signed.write(pdf, temporary.root)
        val with = pdf.drawn.single()
        val unsigned = Paper(signed.title, signed.subtitle, signed.sections, signed.answer, "", signed.hash)
        unsigned.write(pdf, temporary.root)
        assertTrue(with.ink(0 until A4_HEIGHT) > pdf.drawn.single().ink(0 until A4_HEIGHT) + 100)
    }

    @Test
    fun aPaperIsHeadedByTheCompanyAndHasTheSentenceAndTheCodeThatWasConfirmed() {
        val plain = paper(listOf(section(2)))
        val code = List(21) { y -> String(CharArray(21) { x -> if ((x + y) % 2 == 0) '#' else '.' }) }
        val whole =
            Paper(plain.title, plain.subtitle, plain.sections, plain.answer, plain.svg, plain.hash, listOf("安视达", "电话 400"), "确认属实", "校验码", code, "见报告")
        val said = PaperPages(whole, pdf.fonts).placed().flatten().map { it.strip.words }.filter { it.isNotEmpty() }
        assertEquals(listOf("安视达", "电话 400", plain.title), said.take(3))
        for (words in listOf("确认属实", "校验码", "见报告")) assertTrue(words, words in said)
        assertEquals(plain.hash, said.last())
        whole.write(pdf, temporary.root)
        val with = pdf.drawn.sumOf { it.ink(0 until A4_HEIGHT) }
        Paper(plain.title, plain.subtitle, plain.sections, plain.answer, plain.svg, plain.hash, whole.letterhead, whole.confirm, whole.check, emptyList(), whole.photos)
            .write(pdf, temporary.root)
        assertTrue("the code is drawn", with > pdf.drawn.sumOf { it.ink(0 until A4_HEIGHT) } + 500)
    }

    @Test
    fun aPhotoThatIsHereStandsUnderItsRow() {
        val row = row("现场", "").copy(photo = "ab")
        val plain = paper(listOf(Section("photos", "照片", listOf(row), "")))
        plain.write(pdf, temporary.root)
        val without = pdf.drawn.sumOf { it.ink(0 until A4_HEIGHT) }
        val photo = ImageBitmap(320, 240).also { Canvas(it).drawRect(0f, 0f, 320f, 240f, Paint().apply { color = Color.Black }) }
        plain.with(mapOf("ab" to photo)).write(pdf, temporary.root)
        assertTrue(pdf.drawn.sumOf { it.ink(0 until A4_HEIGHT) } > without + 20_000)
    }

    @Test
    fun whatNoFontHasStandsThereAsItsCodeAndIsTold() {
        val rows = listOf(row("e\u0301\u4e00", "\ud842\udfb7\u0007 👷🏽\u200d♂️\nnext"))
        val paper = Paper("Łukasz 김", "𠮷野", listOf(Section("s", "䶮", rows, "")), "ok", "", "00".repeat(32))
        val printable = Printable.of(paper) { it != 0x20BB7 }
        assertEquals("é一", printable.paper.sections[0].rows[0].title)
        assertEquals("[U+20BB7][U+0007] 👷🏽\u200d♂️\nnext", printable.paper.sections[0].rows[0].detail)
        assertEquals(listOf("Łukasz 김", "[U+20BB7]野", "䶮"), printable.paper.run { listOf(title, subtitle, sections[0].title) })
        assertEquals(listOf("U+0007", "𠮷 U+20BB7"), printable.missing)
        assertEquals(paper.hash, printable.paper.hash)
    }

    @Test
    fun theFileIsNamedForItsSheetAndAHalfOneIsNotLeft() {
        val paper = paper(listOf(section(1)))
        assertEquals("服务单与签字-海曙公安分局-鼓楼派出所-0123abcd.pdf", paper.fileName)
        assertTrue(paper.write(pdf, temporary.root).exists())
        val full =
            object : Pdf by pdf {
                override fun write(file: File, width: Int, height: Int, pages: List<(androidx.compose.ui.graphics.Canvas) -> Unit>) {
                    file.writeText("half")
                    throw IOException("no space left on device")
                }
            }
        assertThrows(IOException::class.java) { paper.write(full, temporary.root) }
        assertFalse(File(temporary.root, paper.fileName).exists())
    }

    private fun ImageBitmap.ink(rows: IntRange, columns: IntRange = 0 until width): Int {
        val pixels = toPixelMap()
        return rows.sumOf { y -> columns.count { x -> pixels[x, y] != Color.White } }
    }

    private fun section(rows: Int, said: String? = null) =
        Section("s$rows", "处理经过 / Work done", (0 until rows).map { row("项目$it", said ?: "第${it}行") }, "")

    private fun row(title: String, detail: String) = Row(title, title, detail, "", Tone.PLAIN, null, null, emptyList())

    private fun paper(sections: List<Section>): Paper {
        val svg = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><path d="M20 100 Q60 20 120 100 L380 180" stroke-width="3.5"/></svg>"""
        return Paper("服务单与签字", "海曙公安分局 鼓楼派出所", sections, "客户已签字，王建国，所长", svg, "0123abcd".repeat(8))
    }

    private companion object {
        const val MARGIN = 48
    }
}
