package app.fettle.ui.kit

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.unit.dp
import app.fettle.core.Section
import app.fettle.core.Tone

/** What happened, newest first, on a line: the same rows as everywhere, drawn as time. */
@Composable
fun TimelineCard(section: Section, shell: Shell) {
    TitledCard(section) {
        Column(Modifier.padding(vertical = 8.dp)) {
            section.rows.forEachIndexed { index, row ->
                Row(
                    Modifier.fillMaxWidth().height(IntrinsicSize.Min).opens(row.open, shell).padding(horizontal = 16.dp),
                    horizontalArrangement = Arrangement.spacedBy(14.dp),
                ) {
                    Rail(row.tone, first = index == 0, last = index == section.rows.lastIndex)
                    Column(Modifier.weight(1f).padding(vertical = 8.dp), verticalArrangement = Arrangement.spacedBy(2.dp)) {
                        Text(row.title, style = MaterialTheme.typography.bodyLarge)
                        if (row.detail.isNotEmpty()) {
                            Text(
                                row.detail,
                                style = MaterialTheme.typography.bodyMedium,
                                color = MaterialTheme.colorScheme.onSurfaceVariant,
                            )
                        }
                        row.photo?.let { LocalPhotos.current(it) }?.let {
                            Image(
                                it,
                                row.detail,
                                Modifier.padding(top = 6.dp).size(120.dp, 90.dp).clip(RoundedCornerShape(12.dp)),
                                contentScale = ContentScale.Crop,
                            )
                        }
                    }
                    Text(
                        row.trailing,
                        style = MaterialTheme.typography.labelMedium,
                        color = MaterialTheme.colorScheme.onSurfaceVariant,
                        modifier = Modifier.padding(top = 11.dp),
                    )
                }
            }
        }
    }
}

/** The line with its dot; it begins at the first dot and ends at the last. */
@Composable
private fun Rail(tone: Tone, first: Boolean, last: Boolean) {
    val line = MaterialTheme.colorScheme.outlineVariant
    Box(Modifier.width(12.dp).fillMaxHeight(), contentAlignment = Alignment.TopCenter) {
        Column(horizontalAlignment = Alignment.CenterHorizontally) {
            Box(Modifier.width(2.dp).height(15.dp).background(if (first) Color.Transparent else line))
            if (!last) Box(Modifier.width(2.dp).weight(1f).background(line))
        }
        Box(
            Modifier.padding(top = 13.dp)
                .size(12.dp)
                .clip(CircleShape)
                .background(if (tone == Tone.PLAIN) MaterialTheme.colorScheme.outline else tone.ink())
        )
    }
}
