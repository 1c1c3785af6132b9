package app.fettle.ui.kit

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
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
    AlertDialog(
        onDismissRequest = onDismiss,
        title = { Text(field.label) },
        text = {
            Column {
                OutlinedTextField(
                    words,
                    { words = it },
                    label = { Text(shell.words.choose) },
                    singleLine = true,
                    modifier = Modifier.fillMaxWidth().testTag("choose-words"),
                )
                LazyColumn(Modifier.heightIn(max = 400.dp)) {
                    items(found, key = { it.key }) { choice ->
                        Row(
                            Modifier.fillMaxWidth()
                                .heightIn(min = 48.dp)
                                .clickable { onChosen(choice) }
                                .testTag("choice-${choice.key}")
                                .padding(vertical = 8.dp),
                            verticalAlignment = Alignment.CenterVertically,
                        ) {
                            Text(choice.label, style = MaterialTheme.typography.bodyLarge)
                        }
                    }
                }
            }
        },
        confirmButton = {},
        dismissButton = { TextButton(onClick = onDismiss, modifier = Modifier.heightIn(min = 48.dp)) { Text(shell.words.cancel) } },
    )
}
