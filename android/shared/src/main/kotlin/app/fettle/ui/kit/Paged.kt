package app.fettle.ui.kit

import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Row
import app.fettle.core.Section
import app.fettle.ui.theme.LocalToneColors

/** A long list as far as it was read: the core gives it by pages, the next one when the end comes near. */
@Stable
class Paged internal constructor(first: Section, private val shell: Shell) {
    var section: Section by mutableStateOf(first)
        private set

    /** The last page did not come. */
    var failed by mutableStateOf(false)
        private set

    private var reading = false

    /** The screen was looked at anew: as many rows as were shown are read again, and then shown at once, so that nothing jumps. */
    internal suspend fun renew(first: Section) {
        val shown = section.rows.size
        var all = first
        while (all.rows.size < shown) all = all.followed() ?: break
        section = all
        failed = false
    }

    internal suspend fun next() {
        if (reading) return
        reading = true
        try {
            val longer = section.followed()
            failed = longer == null && section.more != null
            if (longer != null) section = longer
        } finally {
            reading = false
        }
    }

    private suspend fun Section.followed(): Section? {
        val page = shell.page(key, more ?: return null) ?: return null
        return copy(rows = rows + page.rows, more = page.more)
    }
}

/** The list that begins with [first]. */
@Composable
fun rememberPaged(first: Section, shell: Shell): Paged {
    val paged = remember(first.key) { Paged(first, shell) }
    LaunchedEffect(first) { paged.renew(first) }
    return paged
}

/** The rows of a long list as items of their own, so that only those on the glass are drawn; near the end the next page is read. */
fun LazyListScope.paged(list: Paged, shell: Shell, onTap: Tap) {
    val section = list.section
    if (section.rows.isEmpty()) {
        item(section.key) { SectionCard(section, shell, onTap) }
        return
    }
    if (section.title.isNotEmpty()) item("${section.key}-title") { SectionTitle(section.title, apart = true) }
    items(section.rows, key = { "${section.key}/${it.key}" }) { row -> LongListRow(row, section, shell, onTap) }
    val cursor = section.more ?: return
    // An item of its own for each page: one that stayed would ask for the page after it before anybody sees it.
    item("${section.key}-more-$cursor") { NextPage(list, cursor, shell) }
}

@Composable
private fun LongListRow(row: Row, section: Section, shell: Shell, onTap: Tap) {
    Surface(
        color = LocalToneColors.current.card,
        shape = RoundedCornerShape(16.dp),
        modifier = Modifier.fillMaxWidth().testTag("section-${section.key}"),
    ) {
        RowLine(row, shell, onTap)
    }
}

/** Drawn when the end of what was read is on the glass: reads on. */
@Composable
internal fun NextPage(list: Paged, cursor: String, shell: Shell) {
    LaunchedEffect(cursor) { list.next() }
    Row(Modifier.fillMaxWidth().heightIn(min = 48.dp).padding(16.dp), verticalAlignment = Alignment.CenterVertically) {
        if (list.failed) {
            var again by remember { mutableStateOf(0) }
            LaunchedEffect(again) { if (again > 0) list.next() }
            TextButton(onClick = { again++ }) { Text(shell.words.retry) }
        } else Text(shell.words.loading, style = MaterialTheme.typography.bodyMedium)
    }
}
