package app.fettle.ui.kit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.Stable
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.snapshots.SnapshotStateList
import app.fettle.core.PenPoint
import app.fettle.core.PenStroke
import java.io.Serializable

/**
 * What was drawn with a pen or a finger on something of [width] x [height], in that measure, whatever its size on the glass: so it stays the
 * same when the phone is turned, and when the process died in the middle.
 */
@Stable
class Ink internal constructor(
    internal val width: Float,
    internal val height: Float,
    private val strokes: SnapshotStateList<FloatArray> = mutableStateListOf(),
) {
    /** Nothing was drawn. */
    val isEmpty
        get() = strokes.isEmpty()

    /** Each stroke as x, y and milliseconds since the first point, in turn. */
    internal val drawn: List<FloatArray>
        get() = strokes

    /** Takes the last stroke back. */
    fun undo() {
        begun = false
        if (strokes.isNotEmpty()) strokes.removeAt(strokes.lastIndex)
    }

    /** Takes everything back. */
    fun clear() {
        begun = false
        strokes.clear()
    }

    /** The last stroke is there, and goes on. */
    private var begun = false

    internal fun begin(x: Float, y: Float, at: Long) {
        if (strokes.isEmpty()) start = at
        strokes += floatArrayOf(x, y, since(at))
        begun = true
    }

    /** The stroke that goes on was none. */
    internal fun drop() {
        if (begun) undo()
    }

    internal fun go(x: Float, y: Float, at: Long) {
        // Taken back by another finger meanwhile.
        if (!begun) return
        strokes[strokes.lastIndex] = strokes.last() + floatArrayOf(x, y, since(at))
    }

    /** As the core takes it. */
    fun asStrokes() =
        strokes.map { stroke ->
            PenStroke(stroke.toList().chunked(3) { (x, y, t) -> PenPoint(x.toDouble(), y.toDouble(), t.toUInt()) })
        }

    // A pad that was restored goes on after its last point: time never runs backwards in a signature.
    private var start: Long? = null
    private val before = strokes.lastOrNull()?.last() ?: 0f

    private fun since(at: Long): Float {
        val first = start ?: at.also { start = it }
        return before + (at - first).coerceAtLeast(0)
    }

    companion object {
        /** The measure of a signature's pad: as wide as a phone, it takes two fifths of its height. */
        const val WIDTH = 400f
        const val HEIGHT = 380f

        /** For a picture: its points are shares of the picture's width and height. */
        fun onPicture() = Ink(1f, 1f)

        /** What was written for another [key] is not restored: a bundle may be older than what it comes back to. */
        internal fun saver(key: String) =
            Saver<Ink, ArrayList<Serializable>>(
                save = { ink -> ArrayList<Serializable>(ink.drawn).apply { add(0, key) } },
                restore = { saved ->
                    val strokes = saved.drop(1).filterIsInstance<FloatArray>()
                    if (saved.first() != key) null else Ink(WIDTH, HEIGHT, mutableStateListOf<FloatArray>().apply { addAll(strokes) })
                },
            )
    }
}

/** A signature that outlives rotation and the process, for the pad [key]; a new key is a clean pad. */
@Composable
fun rememberInk(key: String): Ink = rememberSaveable(key, saver = Ink.saver(key)) { Ink(Ink.WIDTH, Ink.HEIGHT) }
