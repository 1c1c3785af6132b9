package app.fettle.ui.kit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.Image
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.FilledTonalIconButton
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
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
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import app.fettle.core.AnswerTap
import app.fettle.core.Button
import app.fettle.core.ItemCard
import app.fettle.core.ItemGroup
import app.fettle.core.Progress
import app.fettle.core.Tone

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
 * One item: what is asked, of which machine, the answers to tap or the answer to fill in, photos, and what is still wanted. The remark is closed
 * until it is wanted. One that is answered and in order is as small as its answer until it is tapped, so that the next one is under the thumb.
 */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun CheckItem(item: ItemCard, shell: Shell, onTap: Tap) {
    val filled = rememberFilled(item.slot, item.fields)
    // Under the item's own name: the core keeps the whole list as one draft.
    KeepTyped(filled, shell, "${item.slot}.")
    val (remarks, asked) = item.fields.partition { it.key == "remark" }
    val answerable = item.answers.isNotEmpty() || item.buttons.any { it.key == "answer" }
    val small = item.done && item.note.isEmpty()
    var opened by rememberSaveable(item.slot) { mutableStateOf(false) }
    var remarking by rememberSaveable(item.slot, "remark") { mutableStateOf(false) }
    val open = opened || !small
    val remark = open && answerable && (remarking || item.remarkOpen)
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
        // Another tap corrects an answer: they stay in sight.
        if (item.answers.isNotEmpty()) Answers(item.answers) { onTap(it, filled.handIn(item.fields)) }
        if (open && answerable) asked.forEach { field -> FieldEditor(field, filled[field], shell) { filled[field] = it } }
        if (remark) remarks.forEach { field -> FieldEditor(field, filled[field], shell) { filled[field] = it } }
        Thumbnails(item.photos, shell)
        if (open && item.buttons.isNotEmpty()) {
            FlowRow(
                horizontalArrangement = Arrangement.spacedBy(8.dp),
                verticalArrangement = Arrangement.spacedBy(8.dp),
            ) {
                if (answerable && !remark) remarks.forEach { field -> ItemIcon(Icons.Pen, field.label, "remark-open") { remarking = true } }
                item.buttons.forEach { button ->
                    // What saves the remark stands with it.
                    if (button.key == "photo") ItemIcon(Icons.Camera, button.label, "button-photo") { onTap(button) }
                    else if (button.key != "remark" || remark) ItemButton(button, item, filled, onTap)
                }
            }
        }
    }
}

/** The answers beside each other, or under each other where letters are large: each is recorded at one tap. */
@Composable
private fun Answers(answers: List<AnswerTap>, onTap: (Button) -> Unit) {
    val room = answers.sumOf { it.button.label.length } * LocalDensity.current.fontScale
    if (room <= BESIDE) {
        Row(Modifier.fillMaxWidth().height(IntrinsicSize.Min).selectableGroup(), horizontalArrangement = Arrangement.spacedBy(8.dp)) {
            answers.forEach { AnswerButton(it, Modifier.weight(1f).fillMaxHeight(), onTap) }
        }
    } else {
        Column(Modifier.fillMaxWidth().selectableGroup(), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            answers.forEach { AnswerButton(it, Modifier.fillMaxWidth(), onTap) }
        }
    }
}

/** As many letters of usual size fit beside each other on a narrow phone. */
private const val BESIDE = 26f

@Composable
private fun AnswerButton(answer: AnswerTap, modifier: Modifier, onTap: (Button) -> Unit) {
    val chosen = if (answer.tone == Tone.PLAIN) Tone.INFO.ground() else answer.tone.ground()
    Surface(
        selected = answer.chosen,
        onClick = { onTap(answer.button) },
        enabled = answer.button.enabled,
        shape = RoundedCornerShape(12.dp),
        color = if (answer.chosen) chosen.color else MaterialTheme.colorScheme.surface,
        contentColor = if (answer.chosen) chosen.ink else MaterialTheme.colorScheme.onSurface,
        border = BorderStroke(if (answer.chosen) 2.dp else 1.dp, if (answer.chosen) chosen.ink else MaterialTheme.colorScheme.outline),
        modifier = modifier.heightIn(min = 56.dp).semantics { role = Role.RadioButton }.testTag("button-${answer.button.key}"),
    ) {
        Row(
            Modifier.padding(horizontal = 8.dp, vertical = 8.dp),
            horizontalArrangement = Arrangement.spacedBy(4.dp, Alignment.CenterHorizontally),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            if (answer.chosen) Icon(Icons.Check, null, Modifier.size(18.dp))
            Text(answer.button.label, style = MaterialTheme.typography.titleSmall, textAlign = TextAlign.Center)
        }
    }
}

/** What opens beside an item: a symbol, with what it is for whoever does not see it. */
@Composable
private fun ItemIcon(icon: ImageVector, label: String, tag: String, onClick: () -> Unit) =
    FilledTonalIconButton(onClick, Modifier.size(56.dp).testTag(tag)) { Icon(icon, label) }

/** The answer and the remark take the fields with them; what else can be done takes nothing. */
@Composable
private fun ItemButton(button: Button, item: ItemCard, filled: Filled, onTap: Tap) =
    SmallButton(button, onTap) { if (button.key == "answer" || button.key == "remark") filled.handIn(item.fields) else emptyList() }

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
