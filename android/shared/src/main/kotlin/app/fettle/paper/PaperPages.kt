package app.fettle.paper

import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import androidx.compose.ui.graphics.PaintingStyle
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.text.TextLayoutResult
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextPainter
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Constraints
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.IntOffset
import androidx.compose.ui.unit.IntSize
import androidx.compose.ui.unit.LayoutDirection
import androidx.compose.ui.unit.sp
import app.fettle.core.Row
import app.fettle.ui.kit.Drawing
import app.fettle.ui.kit.QR_QUIET
import app.fettle.ui.kit.eachDark

/** How a paper looks: its texts in two columns, the customer's hand at the end. Measures are points; drawn by Compose, so that every platform's page is the same. */
internal class PaperPages(private val paper: Paper, fonts: FontFamily.Resolver) {
    private val measurer = TextMeasurer(fonts, Density(1f), LayoutDirection.Ltr, cacheSize = 0)
    private val strips = mutableListOf<Strip>()

    init {
        paper.letterhead.forEachIndexed { at, line -> text(line, if (at == 0) HEADING else QUIET, belongsToNext = true) }
        if (paper.letterhead.isNotEmpty()) room(8f)
        text(paper.title, TITLE, gap = 2f)
        text(paper.subtitle, PLAIN, gap = 14f)
        for (section in paper.sections) {
            text(section.title, HEADING, gap = 4f, belongsToNext = true)
            section.rows.forEach { row(it) }
            room(10f)
        }
        text(paper.photos, QUIET, gap = 8f)
        text(paper.confirm, PLAIN, gap = 4f, belongsToNext = true)
        val hand = paper.svg.takeIf { it.isNotEmpty() }?.let(Drawing::read)
        text(paper.answer, HEADING, gap = 6f, belongsToNext = hand != null)
        hand?.let { signature(it) }
        code(paper.code)
        text(paper.check, SMALL, gap = 1f, belongsToNext = true)
        text(paper.hash, SMALL)
    }

    /** Each page's drawing, in order. */
    fun drawings(): List<(Canvas) -> Unit> = placed().map { page -> { canvas -> page.forEach { it.strip.draw(canvas, MARGIN + it.top) } } }

    /** What stands on each page. */
    internal fun placed() = pages(strips, A4_HEIGHT - 2 * MARGIN)

    private fun text(words: String, style: TextStyle, gap: Float = 2f, belongsToNext: Boolean = false) =
        lines(listOf(Column(MARGIN, words, WIDTH, style)), gap, belongsToNext)

    /** What it is at the left, and what is said of it at the right; its photo under it. */
    private fun row(row: Row) {
        val said = listOf(row.detail, row.trailing).filter { it.isNotEmpty() }.joinToString("\n")
        if (said.isEmpty()) {
            text(row.title, PLAIN, gap = 3f)
        } else {
            val left = WIDTH * LEFT_SHARE
            val columns = listOf(Column(MARGIN, row.title, left - BETWEEN, QUIET), Column(MARGIN + left, said, WIDTH - left, PLAIN))
            lines(columns, gap = 3f, belongsToNext = false)
        }
        row.photo?.let { paper.pictures[it] }?.let { picture(it) }
    }

    private fun picture(image: ImageBitmap) {
        val factor = minOf(PHOTO_WIDTH / image.width, PHOTO_HEIGHT / image.height)
        val size = IntSize((image.width * factor).toInt(), (image.height * factor).toInt())
        strips +=
            Strip(size.height.toFloat(), gap = 6f, together = false) { canvas, top ->
                canvas.drawImageRect(image, dstOffset = IntOffset(MARGIN.toInt(), top.toInt()), dstSize = size, paint = Paint())
            }
    }

    private class Column(val x: Float, val words: String, val width: Float, val style: TextStyle)

    /** Columns line by line, so that a page can end between any two; short ones stay whole. */
    private fun lines(columns: List<Column>, gap: Float, belongsToNext: Boolean) {
        val broken = columns.filter { it.words.isNotEmpty() }.map { it to broken(it) }
        val count = broken.maxOfOrNull { it.second.size } ?: return
        for (line in 0 until count) {
            val parts = broken.mapNotNull { (column, lines) -> lines.getOrNull(line)?.let { column.x to it } }
            val last = line == count - 1
            // On one base line: Chinese lines are higher than others.
            val base = parts.maxOf { it.second.firstBaseline }
            strips +=
                Strip(
                    height = parts.maxOf { (_, text) -> base - text.firstBaseline + text.size.height },
                    gap = if (last) gap else 0f,
                    together = if (last) belongsToNext else count <= WHOLE_LINES,
                    words = parts.joinToString(" ") { it.second.layoutInput.text.text },
                ) { canvas, top ->
                    parts.forEach { (x, text) -> canvas.at(x, top + base - text.firstBaseline) { TextPainter.paint(canvas, text) } }
                }
        }
    }

    /** A text's lines, each measured by itself. */
    private fun broken(column: Column): List<TextLayoutResult> {
        val whole = measurer.measure(column.words, column.style, constraints = Constraints(maxWidth = column.width.toInt()))
        return (0 until whole.lineCount).map { line ->
            val part = column.words.substring(whole.getLineStart(line), whole.getLineEnd(line, visibleEnd = true))
            measurer.measure(part, column.style, softWrap = false, maxLines = 1)
        }
    }

    private fun signature(drawing: Drawing) {
        val factor = minOf(HAND_WIDTH / drawing.width, HAND_HEIGHT / drawing.height)
        val pen =
            Paint().apply {
                color = Color.Black
                style = PaintingStyle.Stroke
                strokeWidth = drawing.pen
                strokeCap = StrokeCap.Round
                strokeJoin = StrokeJoin.Round
            }
        strips +=
            Strip(drawing.height * factor, gap = 10f, together = false) { canvas, top ->
                canvas.at(MARGIN, top) {
                    canvas.scale(factor, factor)
                    canvas.drawPath(drawing.path, pen)
                }
            }
    }

    /** The code that leads to the page which says whether it is genuine; with what is written under it. */
    private fun code(rows: List<String>) {
        if (rows.isEmpty()) return
        val module = CODE_WIDTH / rows.size
        val dark = Paint().apply { color = Color.Black }
        strips +=
            Strip(CODE_WIDTH, gap = 8f, together = true) { canvas, top ->
                canvas.at(MARGIN + QR_QUIET * module, top) {
                    eachDark(rows) { x, y -> canvas.drawRect(x * module, y * module, (x + 1) * module, (y + 1) * module, dark) }
                }
            }
    }

    private fun room(height: Float) {
        strips += Strip(0f, height, together = false) { _, _ -> }
    }

    private fun Canvas.at(x: Float, y: Float, draw: () -> Unit) {
        save()
        translate(x, y)
        draw()
        restore()
    }

    private companion object {
        const val MARGIN = 48f
        const val WIDTH = A4_WIDTH - 2 * MARGIN
        const val LEFT_SHARE = 0.4f
        const val BETWEEN = 12f
        const val HAND_WIDTH = 220f
        const val HAND_HEIGHT = 110f
        const val CODE_WIDTH = 84f
        const val PHOTO_WIDTH = 200f
        const val PHOTO_HEIGHT = 150f

        /** A row of at most so many lines is not broken. */
        const val WHOLE_LINES = 5
        val PLAIN = TextStyle(Color.Black, 10.sp)
        val QUIET = PLAIN.copy(color = Color(0xFF444444))
        val TITLE = TextStyle(Color.Black, 18.sp, FontWeight.Bold)
        val HEADING = TextStyle(Color.Black, 12.sp, FontWeight.Bold)
        val SMALL = TextStyle(Color(0xFF444444), 7.sp)
    }
}
