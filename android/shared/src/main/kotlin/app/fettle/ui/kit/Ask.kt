package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.key
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.Dialog
import androidx.compose.ui.window.DialogProperties
import app.fettle.core.Button
import app.fettle.core.Entry

/**
 * Asks for what a button needs before it acts, and for a yes where it cannot be taken back. What is missing is the core's to say; the asking
 * stays until it has taken the answer, so that what is wrong can be mended where it stands.
 */
@Composable
fun AskDialog(asked: Asked, shell: Shell) {
    val (button, beside) = asked.button to asked.beside
    if (button.ask.isEmpty()) YesDialog(button, shell, shell::leave) { shell.act(button, beside) }
    // Rows of one screen ask for the same by the same button: what is typed belongs to one of them.
    else key(button.key, button.action.toString()) { FormDialog(button, shell, shell::leave) { shell.act(button, beside + it) } }
}

@Composable
private fun YesDialog(button: Button, shell: Shell, onDismiss: () -> Unit, onYes: () -> Unit) =
    AlertDialog(
        onDismissRequest = onDismiss,
        modifier = Modifier.testTag("ask"),
        title = { Text(button.label) },
        text = {
            Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                Text(button.confirm)
                Refused(button, shell)
            }
        },
        confirmButton = {
            TextButton(
                onClick = onYes,
                colors =
                    if (button.danger) ButtonDefaults.textButtonColors(contentColor = MaterialTheme.colorScheme.error)
                    else ButtonDefaults.textButtonColors(),
                modifier = Modifier.heightIn(min = 48.dp).testTag("ask-confirm"),
            ) {
                Text(shell.words.confirm)
            }
        },
        dismissButton = {
            TextButton(onClick = onDismiss, modifier = Modifier.heightIn(min = 48.dp).testTag("ask-cancel")) { Text(shell.words.cancel) }
        },
    )

/** A form as large as the glass: what is typed stays visible above the keyboard, and the yes is where the thumb is. */
@Composable
private fun FormDialog(button: Button, shell: Shell, onDismiss: () -> Unit, onDone: (List<Entry>) -> Unit) {
    val filled = rememberFilled("ask-${button.key}", button.ask)
    // Under the button's own name: the core keeps what all buttons of a screen ask as one draft.
    KeepTyped(filled, shell, "${button.key}.")
    Dialog(onDismiss, DialogProperties(usePlatformDefaultWidth = false)) {
        Surface(Modifier.fillMaxSize().testTag("ask")) {
            Column(Modifier.safeDrawingPadding().imePadding().padding(16.dp), Arrangement.spacedBy(12.dp)) {
                Text(button.label, style = MaterialTheme.typography.titleLarge, modifier = Modifier.semantics { heading() })
                Column(Modifier.weight(1f).verticalScroll(rememberScrollState()), Arrangement.spacedBy(12.dp)) {
                    if (button.confirm.isNotEmpty()) Text(button.confirm)
                    button.ask.forEach { field -> FieldEditor(field, filled[field], shell) { filled[field] = it } }
                }
                Refused(button, shell)
                Row(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
                    OutlinedButton(onClick = onDismiss, Modifier.weight(1f).heightIn(min = 56.dp).testTag("ask-cancel")) { Text(shell.words.cancel) }
                    FilledButton(
                        onClick = { onDone(filled.handIn(button.ask)) },
                        colors =
                            if (button.danger) ButtonDefaults.buttonColors(MaterialTheme.colorScheme.error, MaterialTheme.colorScheme.onError)
                            else ButtonDefaults.buttonColors(),
                        modifier = Modifier.weight(1f).heightIn(min = 56.dp).testTag("ask-confirm"),
                    ) {
                        Text(shell.words.confirm, style = MaterialTheme.typography.titleMedium)
                    }
                }
            }
        }
    }
}

/** Why the core did not take it, where that is not about a field, which says so itself: what is told on the screen is covered by the form. */
@Composable
private fun Refused(button: Button, shell: Shell) {
    val refusal = shell.refusal ?: return
    if (button.ask.any { it.key == refusal.field }) return
    Text(
        refusal.text,
        Modifier.testTag("ask-refusal").semantics { liveRegion = LiveRegionMode.Polite },
        color = MaterialTheme.colorScheme.error,
    )
}
