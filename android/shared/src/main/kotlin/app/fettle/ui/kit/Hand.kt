package app.fettle.ui.kit

import androidx.compose.ui.geometry.Offset

/** What touches the glass. */
internal enum class Tool {
    FINGER,
    PEN,
}

/** Where a stroke goes. */
internal interface Strokes {
    fun begin(at: Offset, time: Long)

    fun go(at: Offset, time: Long)

    /** The stroke that was begun last was none. */
    fun drop()
}

/**
 * A hand on a pad, with more than one pointer of it on the glass: which of them writes. A pen before fingers. A pointer that only rests, as the
 * side of a hand does, writes nothing and keeps no other from writing; nor does one that is wider than a finger, or that the system took back.
 * [slop]: how far a resting pointer may stray.
 */
internal class Hand(private val strokes: Strokes, private val slop: Float) {
    private class Point(val at: Offset, val time: Long)

    private var writer: Long? = null
    private var writesWith = Tool.FINGER

    /** Down, and not yet seen to write. */
    private val resting = mutableMapOf<Long, MutableList<Point>>()

    /** Who writes with a pen lays the hand down beside it. */
    private var hasPen = false

    fun down(id: Long, tool: Tool, at: Offset, time: Long, wide: Boolean) {
        if (tool == Tool.PEN) {
            hasPen = true
            resting.clear()
            if (writer != null) strokes.drop()
            begin(id, tool, listOf(Point(at, time)))
        } else if (writer == null && !hasPen && !wide) resting[id] = mutableListOf(Point(at, time))
    }

    fun move(id: Long, at: Offset, time: Long, wide: Boolean) {
        if (wide && tool(id) == Tool.FINGER) return lost(id)
        if (id == writer) return strokes.go(at, time)
        val points = resting[id] ?: return
        points += Point(at, time)
        if ((at - points.first().at).getDistance() <= slop) return
        // The others lay still until somebody wrote: a hand at rest.
        resting.clear()
        begin(id, Tool.FINGER, points)
    }

    fun up(id: Long, time: Long) {
        if (id == writer) writer = null
        val points = resting.remove(id) ?: return
        // The dot of an i. A hand that lay there longer was resting.
        if (writer != null || time - points.first().time > DOT_MS) return
        resting.clear()
        points.first().let { strokes.begin(it.at, it.time) }
    }

    /** The system took this pointer back: what it drew was not meant. */
    fun lost(id: Long) {
        resting.remove(id)
        if (id != writer) return
        strokes.drop()
        writer = null
    }

    private fun tool(id: Long) = if (id == writer) writesWith else Tool.FINGER

    private fun begin(id: Long, tool: Tool, points: List<Point>) {
        writer = id
        writesWith = tool
        strokes.begin(points.first().at, points.first().time)
        points.drop(1).forEach { strokes.go(it.at, it.time) }
    }

    private companion object {
        const val DOT_MS = 500L
    }
}
