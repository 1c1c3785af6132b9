package app.fettle.ui.kit

import androidx.compose.foundation.ExperimentalFoundationApi
import androidx.compose.foundation.Image
import androidx.compose.foundation.clickable
import androidx.compose.foundation.combinedClickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import app.fettle.core.Banner
import app.fettle.core.MapPoint
import app.fettle.core.PhoneNumber
import app.fettle.core.Route
import app.fettle.core.Row
import app.fettle.core.Section
import app.fettle.ui.theme.LocalToneColors

/** A line across the screen that has to be known before anything else. */
@Composable
fun BannerLine(banner: Banner, shell: Shell, modifier: Modifier = Modifier) {
    val ground = banner.tone.ground()
    Surface(
        color = ground.color,
        contentColor = ground.ink,
        shape = RoundedCornerShape(16.dp),
        modifier = modifier.fillMaxWidth().opens(banner.open, shell),
    ) {
        Row(
            Modifier.heightIn(min = 48.dp).padding(horizontal = 16.dp, vertical = 12.dp),
            horizontalArrangement = Arrangement.spacedBy(12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            banner.tone.icon?.let { Icon(it, banner.tone.spoken(shell.words), Modifier.size(20.dp)) }
            Text(banner.text, style = MaterialTheme.typography.bodyMedium, modifier = Modifier.weight(1f))
            if (banner.open != null) Icon(Icons.Next, null, Modifier.size(20.dp))
        }
    }
}

/** A titled card with its rows; nothing at all when it is empty and has nothing to say about it. */
@Composable
fun SectionCard(section: Section, shell: Shell, onTap: Tap, modifier: Modifier = Modifier) {
    TitledCard(section, modifier) {
        section.rows.forEachIndexed { index, row ->
            if (index > 0) {
                HorizontalDivider(
                    Modifier.padding(horizontal = 16.dp),
                    color = MaterialTheme.colorScheme.outlineVariant.copy(alpha = 0.5f),
                )
            }
            RowLine(row, shell, onTap)
        }
    }
}

/** The title above a card, a heading for screen readers; [apart] where the list itself keeps the distance to what follows. */
@Composable
fun SectionTitle(title: String, apart: Boolean = false) {
    Text(
        title,
        style = MaterialTheme.typography.titleSmall,
        color = MaterialTheme.colorScheme.primary,
        modifier = Modifier.padding(start = 16.dp, end = 16.dp, bottom = if (apart) 0.dp else 8.dp).semantics { heading() },
    )
}

/** A section's title and its card, with [rows] drawn inside, or what it says when there are none. */
@Composable
fun TitledCard(section: Section, modifier: Modifier = Modifier, rows: @Composable () -> Unit) {
    if (section.rows.isEmpty() && section.empty.isEmpty()) return
    Column(modifier.fillMaxWidth().testTag("section-${section.key}")) {
        if (section.title.isNotEmpty()) SectionTitle(section.title)
        Surface(
            color = LocalToneColors.current.card,
            shape = RoundedCornerShape(20.dp),
            modifier = Modifier.fillMaxWidth(),
        ) {
            Column {
                if (section.rows.isEmpty()) {
                    Text(
                        section.empty,
                        style = MaterialTheme.typography.bodyMedium,
                        color = MaterialTheme.colorScheme.onSurfaceVariant,
                        modifier = Modifier.padding(16.dp),
                    )
                } else rows()
            }
        }
    }
}

/** One row: symbol or photo, two lines, what stands at the end, and what can be done with it. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun RowLine(row: Row, shell: Shell, onTap: Tap) {
    val map = row.map
    val tapped = if (row.open == null && map != null) Modifier.clickable(onClickLabel = shell.words.map) { shell.map(map) } else Modifier
    Column(Modifier.fillMaxWidth().opens(row.open, shell).then(tapped).testTag("row-${row.key}")) {
        Row(
            Modifier.fillMaxWidth().heightIn(min = 56.dp).padding(horizontal = 16.dp, vertical = 10.dp),
            horizontalArrangement = Arrangement.spacedBy(12.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            val photo = row.photo?.let { LocalPhotos.current(it) }
            if (photo != null) {
                Image(photo, shell.words.photo, Modifier.size(56.dp).clip(RoundedCornerShape(12.dp)), contentScale = ContentScale.Crop)
            } else {
                row.tone.icon?.let { Icon(it, row.tone.spoken(shell.words), Modifier.size(22.dp), tint = row.tone.ink()) }
            }
            Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(2.dp)) {
                Text(row.title, style = MaterialTheme.typography.bodyLarge)
                if (row.detail.isNotEmpty()) {
                    Text(
                        row.detail,
                        style = MaterialTheme.typography.bodyMedium,
                        color = MaterialTheme.colorScheme.onSurfaceVariant,
                    )
                }
            }
            if (row.trailing.isNotEmpty()) {
                Text(
                    row.trailing,
                    style = MaterialTheme.typography.labelLarge,
                    fontWeight = FontWeight.Medium,
                    color = row.tone.ink(),
                    textAlign = TextAlign.End,
                )
            }
            if (map != null) MapButton(map, shell)
            row.phone?.let { CallButton(it, shell) }
            row.message?.let { CopyButton(it, shell) }
            if (row.open != null) Icon(Icons.Next, null, Modifier.size(20.dp), tint = MaterialTheme.colorScheme.outline)
        }
        if (row.buttons.isNotEmpty()) {
            FlowRow(
                Modifier.padding(start = 16.dp, end = 16.dp, bottom = 10.dp),
                horizontalArrangement = Arrangement.spacedBy(8.dp),
                verticalArrangement = Arrangement.spacedBy(8.dp),
            ) {
                row.buttons.forEach { SmallButton(it, onTap) }
            }
        }
    }
}

/** Opens the phone's map; also there where the row itself leads elsewhere. */
@Composable
internal fun MapButton(map: MapPoint, shell: Shell) {
    IconButton(onClick = { shell.map(map) }, modifier = Modifier.size(48.dp).testTag("map")) {
        Icon(Icons.Place, shell.words.map, tint = MaterialTheme.colorScheme.primary)
    }
}

/** Shows the number in the phone's dialler; held, it is copied. */
@OptIn(ExperimentalFoundationApi::class)
@Composable
internal fun CallButton(phone: PhoneNumber, shell: Shell) {
    val call = "${shell.words.call}: ${phone.name}"
    Box(
        Modifier.size(48.dp)
            .clip(CircleShape)
            .combinedClickable(
                role = Role.Button,
                onLongClickLabel = shell.words.copyNumber,
                onLongClick = { shell.copy(phone.number) },
                onClick = { shell.call(phone) },
            )
            .testTag("call"),
        contentAlignment = Alignment.Center,
    ) {
        Icon(Icons.Call, call, tint = MaterialTheme.colorScheme.primary)
    }
}

/** Copies a text for somebody else. */
@Composable
private fun CopyButton(text: String, shell: Shell) {
    IconButton(onClick = { shell.copy(text) }, modifier = Modifier.size(48.dp).testTag("copy")) {
        Icon(Icons.Copy, shell.words.copyText, tint = MaterialTheme.colorScheme.primary)
    }
}

/** Leads to [route] when tapped, if there is one. */
internal fun Modifier.opens(route: Route?, shell: Shell) =
    if (route == null) this else clickable { shell.open(route) }
