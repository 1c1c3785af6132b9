package app.fettle.ui.kit

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.Stable
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.snapshots.SnapshotStateList
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.PointerInputChange
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import app.fettle.core.PenPoint
import app.fettle.core.PenStroke

/**
 * What was written on a pad, in the pad's own measure of [WIDTH] x [HEIGHT], whatever its size on the glass: so it stays the same when the
 * phone is turned, and when the process died in the middle.
 */
@Stable
class Ink internal constructor(private val strokes: SnapshotStateList<FloatArray>) {
    /** Nothing was written. */
    val isEmpty
        get() = strokes.isEmpty()

    /** Each stroke as x, y and milliseconds since the first point, in turn. */
    internal val drawn: List<FloatArray>
        get() = strokes

    /** Takes the last stroke back. */
    fun undo() {
        if (strokes.isNotEmpty()) strokes.removeAt(strokes.lastIndex)
    }

    /** Takes everything back. */
    fun clear() = strokes.clear()

    internal fun begin(x: Float, y: Float, at: Long) {
        if (strokes.isEmpty()) start = at
        strokes += floatArrayOf(x, y, since(at))
    }

    internal fun go(x: Float, y: Float, at: Long) {
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
        /** The pad's measure. */
        const val WIDTH = 400f
        const val HEIGHT = 200f

        internal val saver =
            Saver<Ink, ArrayList<FloatArray>>(
                save = { ArrayList(it.strokes) },
                restore = { Ink(mutableStateListOf<FloatArray>().apply { addAll(it) }) },
            )
    }
}

/** Ink that outlives rotation and the process, for the pad [key]; a new key is a clean pad. */
@Composable
fun rememberInk(key: String): Ink = rememberSaveable(key, saver = Ink.saver) { Ink(mutableStateListOf()) }

/** A pad to write on with a finger or a pen; give it the shape of [Ink]'s measure. */
@Composable
fun PenPad(ink: Ink, shell: Shell, modifier: Modifier = Modifier) {
    val color = MaterialTheme.colorScheme.onSurface
    Box(modifier.testTag("pad").semantics { contentDescription = shell.words.signHere }, contentAlignment = Alignment.Center) {
        if (ink.isEmpty) Text(shell.words.signHere, color = MaterialTheme.colorScheme.outline)
        Canvas(
            Modifier.fillMaxSize().pointerInput(ink) {
                awaitEachGesture {
                    val down = awaitFirstDown()
                    down.consume()
                    at(down, ink::begin)
                    do {
                        val change = awaitPointerEvent().changes.firstOrNull { it.id == down.id } ?: break
                        if (change.pressed && change.position != change.previousPosition) {
                            // Points between two frames too: a hand is quicker than the glass.
                            change.historical.forEach { at(it.position, it.uptimeMillis, ink::go) }
                            at(change, ink::go)
                        }
                        change.consume()
                    } while (change.pressed)
                }
            }
        ) {
            drawInk(ink, color)
        }
    }
}

private typealias Written = (Float, Float, Long) -> Unit

private fun androidx.compose.ui.input.pointer.AwaitPointerEventScope.at(change: PointerInputChange, write: Written) =
    at(change.position, change.uptimeMillis, write)

private fun androidx.compose.ui.input.pointer.AwaitPointerEventScope.at(position: Offset, time: Long, write: Written) {
    val x = (position.x / size.width * Ink.WIDTH).coerceIn(0f, Ink.WIDTH)
    val y = (position.y / size.height * Ink.HEIGHT).coerceIn(0f, Ink.HEIGHT)
    write(x, y, time)
}

private fun DrawScope.drawInk(ink: Ink, color: Color) {
    val (sx, sy) = Offset(size.width / Ink.WIDTH, size.height / Ink.HEIGHT)
    val pen = Stroke(size.width / 120f, cap = StrokeCap.Round, join = StrokeJoin.Round)
    ink.drawn.forEach { stroke ->
        val path = Path()
        path.moveTo(stroke[0] * sx, stroke[1] * sy)
        for (i in 3 until stroke.size step 3) path.lineTo(stroke[i] * sx, stroke[i + 1] * sy)
        if (stroke.size == 3) path.lineTo(stroke[0] * sx + 0.1f, stroke[1] * sy)
        drawPath(path, color, style = pen)
    }
}
