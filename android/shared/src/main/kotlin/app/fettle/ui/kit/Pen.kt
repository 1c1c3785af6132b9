package app.fettle.ui.kit

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.AwaitPointerEventScope
import androidx.compose.ui.input.pointer.PointerInputChange
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp

/** A pad to sign on with a finger or a pen; give it the shape of [Ink]'s measure. */
@Composable
fun PenPad(ink: Ink, shell: Shell, modifier: Modifier = Modifier) {
    val color = MaterialTheme.colorScheme.onSurface
    Box(modifier.testTag("pad").semantics { contentDescription = shell.words.signHere }, contentAlignment = Alignment.Center) {
        if (ink.isEmpty) Text(shell.words.signHere, color = MaterialTheme.colorScheme.outline)
        Canvas(Modifier.fillMaxSize().pen(ink)) { drawInk(ink, color, size.width / 120f) }
    }
}

/** Takes strokes back, the last one or all; named [name]-undo and [name]-clear. */
@Composable
fun PenButtons(ink: Ink, name: String, shell: Shell) {
    OutlinedButton(onClick = ink::undo, Modifier.heightIn(min = 48.dp).testTag("$name-undo"), enabled = !ink.isEmpty) { Text(shell.words.undo) }
    OutlinedButton(onClick = ink::clear, Modifier.heightIn(min = 48.dp).testTag("$name-clear"), enabled = !ink.isEmpty) { Text(shell.words.clear) }
}

/** What a finger draws here goes into [ink], cut at the edge. The list around does not scroll with it. */
internal fun Modifier.pen(ink: Ink) =
    pointerInput(ink) {
        awaitEachGesture {
            val down = awaitFirstDown()
            down.consume()
            at(down, ink, ink::begin)
            do {
                val change = awaitPointerEvent().changes.firstOrNull { it.id == down.id } ?: break
                if (change.pressed && change.position != change.previousPosition) {
                    // Points between two frames too: a hand is quicker than the glass.
                    change.historical.forEach { at(it.position, it.uptimeMillis, ink, ink::go) }
                    at(change, ink, ink::go)
                }
                change.consume()
            } while (change.pressed)
        }
    }

private typealias Written = (Float, Float, Long) -> Unit

private fun AwaitPointerEventScope.at(change: PointerInputChange, ink: Ink, write: Written) = at(change.position, change.uptimeMillis, ink, write)

private fun AwaitPointerEventScope.at(position: Offset, time: Long, ink: Ink, write: Written) {
    val x = (position.x / size.width * ink.width).coerceIn(0f, ink.width)
    val y = (position.y / size.height * ink.height).coerceIn(0f, ink.height)
    write(x, y, time)
}

/** Draws what was drawn, as large as this is, with a round pen of [width] pixels. */
internal fun DrawScope.drawInk(ink: Ink, color: Color, width: Float) {
    val (sx, sy) = Offset(size.width / ink.width, size.height / ink.height)
    val pen = Stroke(width, cap = StrokeCap.Round, join = StrokeJoin.Round)
    ink.drawn.forEach { stroke ->
        val path = Path()
        path.moveTo(stroke[0] * sx, stroke[1] * sy)
        for (i in 3 until stroke.size step 3) path.lineTo(stroke[i] * sx, stroke[i + 1] * sy)
        if (stroke.size == 3) path.lineTo(stroke[0] * sx + 0.1f, stroke[1] * sy)
        drawPath(path, color, style = pen)
    }
}
