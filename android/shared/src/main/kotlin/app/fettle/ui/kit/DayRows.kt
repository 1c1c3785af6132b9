package app.fettle.ui.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import app.fettle.core.Row
import app.fettle.core.Tone
import app.fettle.ui.theme.LocalToneColors

/** From here on letters are so large that a line may take as many as it needs. */
private const val LARGE = 1.3f

/** The rows of a day: the time as a column, three lines that are read at a glance, eight of them on the glass. */
fun LazyListScope.dayRows(list: Paged, shell: Shell, onTap: Tap) {
    val section = list.section
    if (section.rows.isEmpty()) {
        item(section.key) { SectionCard(section, shell, onTap) }
        return
    }
    items(section.rows, key = { "${section.key}/${it.key}" }) { row ->
        Column(Modifier.fillMaxWidth()) {
            if (row.heading.isNotEmpty()) GroupTitle(row.heading)
            DayRow(row, section.key, shell, onTap)
        }
    }
    val cursor = section.more ?: return
    item("${section.key}-more-$cursor") { NextPage(list, cursor, shell) }
}

@Composable
private fun GroupTitle(title: String) =
    Text(
        title,
        style = MaterialTheme.typography.labelLarge,
        color = MaterialTheme.colorScheme.primary,
        modifier = Modifier.padding(start = 12.dp, top = 4.dp, bottom = 2.dp).semantics { heading() },
    )

@Composable
private fun DayRow(row: Row, section: String, shell: Shell, onTap: Tap) =
    Surface(
        color = LocalToneColors.current.card,
        shape = RoundedCornerShape(12.dp),
        border = BorderStroke(1.dp, MaterialTheme.colorScheme.outlineVariant),
        modifier = Modifier.fillMaxWidth().testTag("section-$section"),
    ) {
        // Large letters need the width: what is tapped goes under them.
        val large = LocalDensity.current.fontScale >= LARGE
        Column(Modifier.fillMaxWidth().opens(row.open, shell).testTag("row-${row.key}")) {
            Row(
                Modifier.fillMaxWidth().heightIn(min = 56.dp).padding(horizontal = 12.dp, vertical = 2.dp),
                horizontalArrangement = Arrangement.spacedBy(8.dp),
                verticalAlignment = Alignment.CenterVertically,
            ) {
                Text(
                    row.lead,
                    style = MaterialTheme.typography.labelLarge,
                    textAlign = TextAlign.Center,
                    modifier = Modifier.widthIn(min = 44.dp),
                )
                Column(Modifier.weight(1f)) {
                    Line(row.title, MaterialTheme.typography.bodyMedium, MaterialTheme.colorScheme.onSurface, FontWeight.Bold)
                    Line(row.detail, MaterialTheme.typography.bodySmall, MaterialTheme.colorScheme.onSurface)
                    val pressing = row.tone == Tone.BAD || row.tone == Tone.WARNING
                    val ink = if (pressing) row.tone.ink() else MaterialTheme.colorScheme.onSurfaceVariant
                    Line(row.note, MaterialTheme.typography.labelSmall, ink)
                }
                row.tone.icon?.let { Icon(it, row.tone.spoken(shell.words), Modifier.size(20.dp), tint = row.tone.ink()) }
                if (!large) Reach(row, shell)
                row.buttons.forEach { SmallButton(it, onTap) }
            }
            if (large) Box(Modifier.align(Alignment.End).padding(horizontal = 12.dp)) { Reach(row, shell) }
        }
    }

/** The way there and whom to ring, side by side. */
@Composable
private fun Reach(row: Row, shell: Shell) {
    if (row.map == null && row.phone == null) return
    Row {
        row.map?.let { MapButton(it, shell) }
        row.phone?.let { CallButton(it, shell) }
    }
}

/** A line that is cut where letters have their usual size; large ones may go on. */
@Composable
private fun Line(text: String, style: TextStyle, color: Color, weight: FontWeight? = null) {
    if (text.isEmpty()) return
    val most = if (LocalDensity.current.fontScale >= LARGE) Int.MAX_VALUE else 1
    Text(text, style = style, color = color, fontWeight = weight, maxLines = most, overflow = TextOverflow.Ellipsis)
}
