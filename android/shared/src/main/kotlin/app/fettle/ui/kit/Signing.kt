package app.fettle.ui.kit

import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.requiredSize
import androidx.compose.foundation.lazy.LazyItemScope
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.rotate
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.min
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.Field
import app.fettle.core.SignAction

/** Who signs, and the pad, which is as wide as it can be and about as high. The button that hands both in stands at the bottom of the screen. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun LazyItemScope.SigningCard(sign: Button, signer: List<Field>, filled: Filled, ink: Ink, shell: Shell) {
    var whole by rememberSaveable { mutableStateOf(false) }
    Card(Modifier.testTag("signing")) {
        signer.forEach { field -> FieldEditor(field, filled[field], shell) { filled[field] = it } }
        AtMost { Pad(ink, shell, Modifier.aspectRatio(SHAPE)) }
        FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            PenButtons(ink, "sign", shell)
            OutlinedButton(onClick = { whole = true }, Modifier.heightIn(min = 48.dp).testTag("sign-whole")) {
                Text(shell.words.wholeScreen)
            }
        }
        WhyNot(sign)
    }
    if (whole) WholeScreen(ink, shell) { whole = false }
}

private const val SHAPE = Ink.WIDTH / Ink.HEIGHT

/** The sheet's action with what was written. */
internal fun inked(action: Action, ink: Ink): Action {
    val sign = (action as? Action.Sign)?.action as? SignAction.Sign ?: return action
    val written = sign.copy(width = Ink.WIDTH.toDouble(), height = Ink.HEIGHT.toDouble(), strokes = ink.asStrokes())
    return action.copy(action = written)
}

@Composable
private fun Pad(ink: Ink, shell: Shell, modifier: Modifier) {
    val shape = RoundedCornerShape(12.dp)
    PenPad(ink, shell, modifier.border(1.dp, MaterialTheme.colorScheme.outline, shape))
}

/** The same pad as large as the glass: across a phone that is held upright it lies on its side, so that there is room for a name. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun WholeScreen(ink: Ink, shell: Shell, onDone: () -> Unit) {
    Dialog(onDone, DialogProperties(usePlatformDefaultWidth = false)) {
        Surface(Modifier.fillMaxSize()) {
            Column(Modifier.padding(16.dp), Arrangement.spacedBy(12.dp), Alignment.CenterHorizontally) {
                BoxWithConstraints(Modifier.weight(1f).fillMaxWidth(), contentAlignment = Alignment.Center) {
                    val upright = maxHeight > maxWidth
                    val room = if (upright) min(maxHeight, maxWidth * SHAPE) else min(maxWidth, maxHeight * SHAPE)
                    Pad(ink, shell, Modifier.rotate(if (upright) 90f else 0f).requiredSize(room, room / SHAPE))
                }
                FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                    PenButtons(ink, "sign", shell)
                    FilledButton(onClick = onDone, Modifier.heightIn(min = 48.dp).testTag("sign-done")) { Text(shell.words.confirm) }
                }
            }
        }
    }
}
