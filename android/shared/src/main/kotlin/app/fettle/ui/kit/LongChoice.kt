package app.fettle.ui.kit

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties
import app.fettle.core.Choice
import app.fettle.core.Field

/** One of many, such as a part of the catalogue: chosen from a list of its own that narrows as one types. */
@Composable
internal fun LongChoiceEditor(field: Field, value: String, shell: Shell, onChange: (String) -> Unit) {
    var open by remember { mutableStateOf(false) }
    Text(field.labelled(shell), style = MaterialTheme.typography.titleSmall)
    OutlinedButton(
        onClick = { open = true },
        modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp).testTag("choose-${field.key}"),
    ) {
        val chosen = field.choices.firstOrNull { it.key == value }
        Text(chosen?.label ?: shell.words.choose, Modifier.weight(1f))
    }
    Below(field, shell)
    if (open) {
        ChoiceDialog(field, shell, onDismiss = { open = false }) {
            open = false
            onChange(it.key)
        }
    }
}

@Composable
private fun ChoiceDialog(field: Field, shell: Shell, onDismiss: () -> Unit, onChosen: (Choice) -> Unit) {
    var words by remember { mutableStateOf("") }
    val found = remember(words, field.choices) { field.choices.filter { choice -> words.split(' ').all { choice.label.contains(it, true) } } }
    // As large as the glass: a list that fits itself into a small window is too short for gloves.
    Dialog(onDismiss, DialogProperties(usePlatformDefaultWidth = false)) {
        Surface(Modifier.fillMaxSize().testTag("choices")) {
            Column(Modifier.safeDrawingPadding().padding(16.dp), Arrangement.spacedBy(12.dp)) {
                Text(field.label, style = MaterialTheme.typography.titleLarge, modifier = Modifier.semantics { heading() })
                OutlinedTextField(
                    words,
                    { words = it },
                    label = { Text(shell.words.choose) },
                    singleLine = true,
                    modifier = Modifier.fillMaxWidth().testTag("choose-words"),
                )
                LazyColumn(Modifier.weight(1f).fillMaxWidth()) { items(found, key = { it.key }) { ChoiceRow(it, onChosen) } }
                OutlinedButton(onClick = onDismiss, Modifier.fillMaxWidth().heightIn(min = 56.dp)) { Text(shell.words.cancel) }
            }
        }
    }
}

@Composable
private fun ChoiceRow(choice: Choice, onChosen: (Choice) -> Unit) =
    Row(
        Modifier.fillMaxWidth().heightIn(min = 56.dp).clickable { onChosen(choice) }.testTag("choice-${choice.key}").padding(vertical = 8.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(choice.label, style = MaterialTheme.typography.bodyLarge)
    }
