package app.fettle.ui.kit

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
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
import androidx.compose.ui.input.pointer.PointerType
import androidx.compose.ui.input.pointer.changedToDownIgnoreConsumed
import androidx.compose.ui.input.pointer.changedToUpIgnoreConsumed
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp

/** A pad to sign on with a finger or a pen, the hand laid down or not; give it the shape of [Ink]'s measure. */
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

/** How wide the touch is that came down last, or is alone on the glass, in dp; 0 where the device does not say. */
class Contact {
    var width = 0f
}

/** Lets the platform keep a [Contact] true: the toolkit's own events do not say how wide a touch is. */
val LocalContacts = staticCompositionLocalOf<(Modifier, Contact) -> Modifier> { { modifier, _ -> modifier } }

/** What a hand draws here goes into [ink], cut at the edge. The list around does not scroll with it. */
@Composable
internal fun Modifier.pen(ink: Ink): Modifier {
    val contact = remember { Contact() }
    return LocalContacts.current(this, contact).pointerInput(ink) {
        val slop = viewConfiguration.touchSlop / 2
        awaitPointerEventScope {
            val hand = Hand(Onto(ink, this), slop)
            while (true) awaitPointerEvent().changes.forEach { take(it, hand, contact) }
        }
    }
}

/** Wider than a thumb that is pressed flat: the side of a hand. 25 mm. */
internal const val PALM_DP = 160f

private fun take(change: PointerInputChange, hand: Hand, contact: Contact) {
    val id = change.id.value
    val wide = contact.width >= PALM_DP
    when {
        change.changedToDownIgnoreConsumed() -> {
            // What another control has taken already is not for the pad.
            if (change.isConsumed) return
            val tool = if (change.type == PointerType.Stylus || change.type == PointerType.Eraser) Tool.PEN else Tool.FINGER
            hand.down(id, tool, change.position, change.uptimeMillis, wide)
        }
        change.changedToUpIgnoreConsumed() -> if (change.isConsumed) hand.lost(id) else hand.up(id, change.uptimeMillis)
        change.pressed && change.position != change.previousPosition -> {
            // Points between two frames too: a hand is quicker than the glass.
            change.historical.forEach { hand.move(id, it.position, it.uptimeMillis, wide) }
            hand.move(id, change.position, change.uptimeMillis, wide)
        }
    }
    change.consume()
}

/** Strokes in the measure of [ink]. */
private class Onto(private val ink: Ink, private val pad: AwaitPointerEventScope) : Strokes {
    override fun begin(at: Offset, time: Long) = at(at, time, ink::begin)

    override fun go(at: Offset, time: Long) = at(at, time, ink::go)

    override fun drop() = ink.drop()

    private fun at(position: Offset, time: Long, write: (Float, Float, Long) -> Unit) {
        val x = (position.x / pad.size.width * ink.width).coerceIn(0f, ink.width)
        val y = (position.y / pad.size.height * ink.height).coerceIn(0f, ink.height)
        write(x, y, time)
    }
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
