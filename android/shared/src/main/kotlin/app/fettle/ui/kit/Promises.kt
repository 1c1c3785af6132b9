package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
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
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import app.fettle.core.Row
import app.fettle.core.Section

/** What was promised, side by side, the time left largest; one under the other where letters are large or promises many. */
@Composable
fun Promises(section: Section, shell: Shell, modifier: Modifier = Modifier) {
    if (section.rows.isEmpty()) return
    val narrow = section.rows.size > 3 || LocalDensity.current.fontScale > 1.3f
    val tag = modifier.fillMaxWidth().testTag("section-${section.key}")
    if (narrow) {
        Column(tag, verticalArrangement = Arrangement.spacedBy(8.dp)) {
            section.rows.forEach { Promise(it, shell, Modifier.fillMaxWidth()) }
        }
    } else {
        Row(tag.height(IntrinsicSize.Max), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
            section.rows.forEach { Promise(it, shell, Modifier.weight(1f).fillMaxHeight()) }
        }
    }
}

@Composable
private fun Promise(row: Row, shell: Shell, modifier: Modifier) {
    val ground = row.tone.ground()
    Surface(color = ground.color, contentColor = ground.ink, shape = RoundedCornerShape(16.dp), modifier = modifier) {
        Column(Modifier.padding(12.dp)) {
            Row(verticalAlignment = Alignment.CenterVertically, horizontalArrangement = Arrangement.spacedBy(6.dp)) {
                Icon(row.tone.icon ?: Icons.Clock, row.tone.spoken(shell.words), Modifier.size(16.dp))
                Text(row.title, style = MaterialTheme.typography.labelLarge)
            }
            Spacer(Modifier.height(6.dp))
            if (row.trailing.isNotEmpty()) {
                Text(row.trailing, style = MaterialTheme.typography.titleMedium, fontWeight = FontWeight.SemiBold)
                if (row.detail.isNotEmpty()) Text(row.detail, style = MaterialTheme.typography.bodySmall)
            } else {
                // Kept or settled: no time is left to show, what became of it stands instead.
                Text(row.detail, style = MaterialTheme.typography.titleSmall)
            }
        }
    }
}
