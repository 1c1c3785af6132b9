package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Progress
import app.fettle.core.Section
import app.fettle.core.Tone

/** Sections one after the other; those that are empty and have nothing to say are left out. */
fun LazyListScope.sections(all: List<Section>, shell: Shell, onTap: Tap) =
    all.filter { it.rows.isNotEmpty() || it.empty.isNotEmpty() }
        .forEach { section -> item(section.key) { SectionCard(section, shell, onTap) } }

/** A text of its own in a card, such as the symptom in the customer's words; nothing when there is none. */
fun LazyListScope.said(key: String, text: String) {
    if (text.isEmpty()) return
    item(key) { Card(Modifier.testTag(key)) { Text(text, style = MaterialTheme.typography.bodyLarge) } }
}

/** How far something is, as a bar and in words. */
@Composable
fun ProgressLine(progress: Progress) {
    Column(Modifier.fillMaxWidth().testTag("progress"), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Text(progress.text, style = MaterialTheme.typography.titleSmall)
        val share = if (progress.total == 0u) 0f else progress.done.toFloat() / progress.total.toFloat()
        LinearProgressIndicator(progress = { share }, modifier = Modifier.fillMaxWidth().heightIn(min = 8.dp))
    }
}

/** One state in large letters, on the ground of its tone. */
@Composable
fun StateLine(text: String, tone: Tone, shell: Shell) {
    val ground = tone.ground()
    Surface(
        color = ground.color,
        contentColor = ground.ink,
        shape = RoundedCornerShape(20.dp),
        modifier = Modifier.fillMaxWidth().testTag("state"),
    ) {
        Row(
            Modifier.padding(16.dp),
            horizontalArrangement = Arrangement.spacedBy(12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            tone.icon?.let { Icon(it, tone.spoken(shell.words), Modifier.size(28.dp)) }
            Text(text, style = MaterialTheme.typography.titleMedium)
        }
    }
}
