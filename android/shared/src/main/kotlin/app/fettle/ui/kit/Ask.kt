package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.Entry

/** Asks for what a button needs before it acts, and for a yes where it cannot be taken back. What is missing is the core's to say. */
@Composable
fun AskDialog(button: Button, shell: Shell, onDismiss: () -> Unit, onDone: (List<Entry>) -> Unit) {
    val filled = rememberFilled("ask-${button.key}", button.ask)
    AlertDialog(
        onDismissRequest = onDismiss,
        title = { Text(button.label) },
        text = {
            Column(
                Modifier.verticalScroll(rememberScrollState()),
                verticalArrangement = Arrangement.spacedBy(12.dp),
            ) {
                if (button.confirm.isNotEmpty()) Text(button.confirm)
                button.ask.forEach { field ->
                    FieldEditor(field, filled[field], shell) { filled[field] = it }
                }
            }
        },
        confirmButton = {
            TextButton(
                onClick = { onDone(filled.entries(button.ask)) },
                colors =
                    if (button.danger) ButtonDefaults.textButtonColors(contentColor = MaterialTheme.colorScheme.error)
                    else ButtonDefaults.textButtonColors(),
                modifier = Modifier.heightIn(min = 48.dp).testTag("ask-confirm"),
            ) {
                Text(shell.words.confirm)
            }
        },
        dismissButton = {
            TextButton(onClick = onDismiss, modifier = Modifier.heightIn(min = 48.dp)) { Text(shell.words.cancel) }
        },
    )
}
