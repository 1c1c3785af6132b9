package app.fettle.ui.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.PhoneNumber
import app.fettle.ui.theme.LocalToneColors

/**
 * The work in sight, in its order, after whom to [call]: two columns with symbols, large enough for gloves; one column where letters are
 * large.
 */
@Composable
fun WorkGrid(call: PhoneNumber?, buttons: List<Button>, shell: Shell, onTap: Tap, modifier: Modifier = Modifier) {
    val columns = if (LocalDensity.current.fontScale > 1.3f) 1 else 2
    Column(modifier.fillMaxWidth().testTag("work"), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        // Whom to call stands first, where nothing else does.
        (listOf<Button?>(null).filter { call != null } + buttons).chunked(columns).forEach { line ->
            Row(Modifier.height(IntrinsicSize.Max), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
                line.forEach { button ->
                    val place = Modifier.weight(1f).fillMaxHeight()
                    if (button != null) WorkCell(button, onTap, place) else if (call != null) CallCell(call, shell, place)
                }
                if (line.size < columns) Spacer(Modifier.weight(1f))
            }
        }
    }
}

@Composable
private fun CallCell(call: PhoneNumber, shell: Shell, modifier: Modifier) =
    Cell(Icons.Call, "${shell.words.call}: ${call.name}", true, { shell.call(call) }, modifier.testTag("work-call")) {}

@Composable
private fun WorkCell(button: Button, onTap: Tap, modifier: Modifier) =
    Cell(symbolOf(button.key), button.label, button.enabled, { onTap(button) }, modifier.testTag("button-${button.key}")) { WhyNot(button) }

/** What cannot be tapped says why, in [below]; its words stay as dark as any others. */
@Composable
private fun Cell(
    symbol: ImageVector,
    label: String,
    enabled: Boolean,
    onClick: () -> Unit,
    modifier: Modifier,
    below: @Composable () -> Unit,
) =
    Surface(
        onClick = onClick,
        enabled = enabled,
        shape = RoundedCornerShape(16.dp),
        color = LocalToneColors.current.card,
        border = BorderStroke(1.dp, MaterialTheme.colorScheme.outlineVariant),
        modifier = modifier.heightIn(min = 64.dp),
    ) {
        Row(
            Modifier.padding(horizontal = 12.dp, vertical = 10.dp),
            horizontalArrangement = Arrangement.spacedBy(10.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            val colors = MaterialTheme.colorScheme
            Icon(symbol, null, Modifier.size(24.dp), tint = if (enabled) colors.primary else colors.onSurfaceVariant)
            Column {
                val ink = if (enabled) colors.onSurface else colors.onSurfaceVariant
                Text(label, style = MaterialTheme.typography.bodyLarge, color = ink)
                below()
            }
        }
    }

/** The symbol beside a step of the work; the words say what it is. */
private fun symbolOf(key: String): ImageVector =
    when (key) {
        "photo",
        "evidence_photo" -> Icons.Camera
        "take",
        "replace" -> Icons.Part
        "start",
        "resume",
        "work" -> Icons.Tool
        "complete" -> Icons.Done
        "sign",
        "sign_day" -> Icons.Pen
        "backup" -> Icons.Covered
        "arrive" -> Icons.Place
        "ready" -> Icons.Way
        "plan" -> Icons.Clock
        "remote" -> Icons.Call
        "come_back" -> Icons.Back
        "sheet" -> Icons.Paper
        else -> if (key.startsWith("check_")) Icons.Paper else Icons.Info
    }
