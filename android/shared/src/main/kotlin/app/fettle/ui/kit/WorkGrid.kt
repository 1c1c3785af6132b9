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
import app.fettle.ui.theme.LocalToneColors

/** The work in sight, in its order: two columns with symbols, large enough for gloves; one column where letters are large. */
@Composable
fun WorkGrid(buttons: List<Button>, onTap: Tap, modifier: Modifier = Modifier) {
    val columns = if (LocalDensity.current.fontScale > 1.3f) 1 else 2
    Column(modifier.fillMaxWidth().testTag("work"), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        buttons.chunked(columns).forEach { line ->
            Row(Modifier.height(IntrinsicSize.Max), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
                line.forEach { WorkCell(it, onTap, Modifier.weight(1f).fillMaxHeight()) }
                if (line.size < columns) Spacer(Modifier.weight(1f))
            }
        }
    }
}

@Composable
private fun WorkCell(button: Button, onTap: Tap, modifier: Modifier) =
    Surface(
        onClick = { onTap(button) },
        enabled = button.enabled,
        shape = RoundedCornerShape(16.dp),
        color = LocalToneColors.current.card,
        border = BorderStroke(1.dp, MaterialTheme.colorScheme.outlineVariant),
        modifier = modifier.heightIn(min = 64.dp).testTag("button-${button.key}"),
    ) {
        // What cannot be tapped says why; its words stay as dark as any others.
        Row(
            Modifier.padding(horizontal = 12.dp, vertical = 10.dp),
            horizontalArrangement = Arrangement.spacedBy(10.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            val colors = MaterialTheme.colorScheme
            val ink = if (button.enabled) colors.primary else colors.onSurfaceVariant
            Icon(symbolOf(button.key), null, Modifier.size(24.dp), tint = ink)
            Column {
                Text(
                    button.label,
                    style = MaterialTheme.typography.bodyLarge,
                    color = if (button.enabled) colors.onSurface else colors.onSurfaceVariant,
                )
                WhyNot(button)
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
