package app.fettle.paper

import androidx.compose.ui.graphics.Canvas

/**
 * What stands on one line of a paper. [gap] is the room below it, if something follows on the same page; with [together] what follows stands on
 * the same page. [words] are what [draw] writes, its top at a height.
 */
internal class Strip(val height: Float, val gap: Float, val together: Boolean, val words: String = "", val draw: (Canvas, Float) -> Unit)

/** A strip on its page, [top] below the page's upper margin. */
internal class Placed(val strip: Strip, val top: Float)

/**
 * Puts strips under one another onto pages with [room] between their margins. Nothing is cut and nothing is lost: what does not fit stands on
 * the next page, with what belongs together before it, as long as that fits on a page at all; what is higher than a page has one of its own.
 */
internal fun pages(strips: List<Strip>, room: Float): List<List<Placed>> {
    val pages = mutableListOf(mutableListOf<Placed>())
    var end = 0f
    for (group in groups(strips)) {
        val height = group.dropLast(1).fold(0f) { sum, strip -> sum + strip.height + strip.gap } + group.last().height
        val whole = height <= room
        for ((index, strip) in group.withIndex()) {
            val needed = if (index == 0 && whole) height else strip.height
            if (end + needed > room && pages.last().isNotEmpty()) {
                pages += mutableListOf<Placed>()
                end = 0f
            }
            pages.last() += Placed(strip, end)
            end += strip.height + strip.gap
        }
    }
    return pages
}

/** Strips that want to stand on one page. */
private fun groups(strips: List<Strip>): List<List<Strip>> {
    val groups = mutableListOf<MutableList<Strip>>()
    strips.forEachIndexed { index, strip -> if (index > 0 && strips[index - 1].together) groups.last() += strip else groups += mutableListOf(strip) }
    return groups
}
