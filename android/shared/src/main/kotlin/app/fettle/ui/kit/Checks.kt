package app.fettle.ui.kit

import androidx.compose.foundation.Image
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.draw.rotate
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.ItemCard
import app.fettle.core.ItemGroup
import app.fettle.core.Progress

/** The items of a checklist under their headings, with how far it is. */
fun LazyListScope.checklist(progress: Progress, groups: List<ItemGroup>, shell: Shell, onTap: Tap) {
    if (groups.isEmpty()) return
    item("progress") { ProgressLine(progress) }
    groups.forEachIndexed { index, group ->
        if (group.title.isNotEmpty()) item("group-$index") { SectionTitle(group.title, apart = true) }
        items(group.items, key = { it.slot }) { CheckItem(it, shell, onTap) }
    }
}

/**
 * One item: what is asked, of which machine, the answer to fill in, photos, and what is still wanted. One that is answered and in order is as
 * small as its answer until it is tapped, so that the next one is under the thumb.
 */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun CheckItem(item: ItemCard, shell: Shell, onTap: Tap) {
    val filled = rememberFilled(item.slot, item.fields)
    // Under the item's own name: the core keeps the whole list as one draft.
    KeepTyped(filled, shell, "${item.slot}.")
    val answerable = item.buttons.any { it.key == "answer" }
    val small = item.done && item.note.isEmpty()
    var opened by rememberSaveable(item.slot) { mutableStateOf(false) }
    val open = opened || !small
    Card(Modifier.testTag("item-${item.slot}")) {
        val header = if (small) Modifier.heightIn(min = 48.dp).clickable(onClickLabel = shell.words.more) { opened = !opened } else Modifier
        Row(header, horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically) {
            if (item.done) Icon(Icons.Done, shell.words.answered, Modifier.size(24.dp), tint = item.tone.ink())
            Column(Modifier.weight(1f)) {
                val label = if (item.required && !item.done) "${item.label} (${shell.words.required})" else item.label
                Text(label, style = MaterialTheme.typography.titleMedium)
                Quiet(item.equipment)
                Quiet(item.answer)
            }
            if (small) Icon(Icons.Next, null, Modifier.size(20.dp).rotate(if (open) 270f else 90f), tint = MaterialTheme.colorScheme.outline)
        }
        if (item.note.isNotEmpty()) Text(item.note, style = MaterialTheme.typography.bodyMedium, color = item.tone.ink())
        if (open && answerable) item.fields.forEach { field -> FieldEditor(field, filled[field], shell) { filled[field] = it } }
        Thumbnails(item.photos, shell)
        if (open && item.buttons.isNotEmpty()) {
            FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                item.buttons.forEach { ItemButton(it, item, filled, onTap) }
            }
        }
    }
}

/** The answer takes the fields with it; what else can be done takes nothing. */
@Composable
private fun ItemButton(button: Button, item: ItemCard, filled: Filled, onTap: Tap) =
    SmallButton(button, onTap) { if (button.key == "answer") filled.handIn(item.fields) else emptyList() }

@Composable
private fun Quiet(text: String) {
    if (text.isEmpty()) return
    Text(text, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
}

/** Photos in a row, as many as fit. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun Thumbnails(photos: List<String>, shell: Shell) {
    if (photos.isEmpty()) return
    FlowRow(Modifier.fillMaxWidth().padding(vertical = 4.dp), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        photos.mapNotNull { LocalPhotos.current(it) }.forEach {
            Image(it, shell.words.photo, Modifier.size(72.dp).clip(RoundedCornerShape(12.dp)), contentScale = ContentScale.Crop)
        }
    }
}
