package app.fettle.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.MaterialTheme
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
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.unit.dp
import app.fettle.core.Entry
import app.fettle.core.LockScreen
import app.fettle.core.Panel
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.Tap
import app.fettle.ui.kit.said
import app.fettle.ui.kit.wrong

/** The lock: a pad for the PIN while it is closed, its settings while it is open. The core's `lock.rs`. */
@Composable
fun LockScreen(screen: LockScreen, shell: Shell) {
    // Locked there is nothing to go back to, and the pad is where the thumb is, not in a bar.
    ScreenFrame(screen.head, if (screen.locked) emptyList() else screen.buttons, shell, root = screen.locked) { onTap ->
        said("help", screen.help)
        screen.unlock?.let { item("unlock") { PinPad(it, shell, onTap) } }
        screen.settings?.let { item("settings") { PanelCard(it, shell, onTap) } }
        if (screen.locked) screen.buttons.forEach { item(it.key) { SmallButton(it, onTap) } }
        screen.forgotten?.let { item("forgotten") { PanelCard(it, shell, onTap) } }
    }
}

/** Ten digits, large enough for gloves, and a field for who chose words. What is typed is only ever in this frame's memory: not in a bundle, not in a draft. */
@Composable
private fun PinPad(panel: Panel, shell: Shell, onTap: Tap) {
    val field = panel.fields.firstOrNull() ?: return
    val button = panel.button ?: return
    var pin by remember { mutableStateOf("") }
    Card(Modifier.testTag("panel-${panel.key}")) {
        // Digits by the pad, words by the keyboard: a passphrase has letters.
        OutlinedTextField(
            value = pin,
            onValueChange = { pin = it },
            label = { Text(field.label) },
            singleLine = true,
            visualTransformation = PasswordVisualTransformation(),
            keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Password),
            modifier = Modifier.fillMaxWidth().testTag("pin"),
        )
        field.wrong(shell).takeIf { it.isNotEmpty() }?.let { Text(it, color = MaterialTheme.colorScheme.error) }
        Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterHorizontally) {
            listOf("123", "456", "789").forEach { line -> Keys { line.forEach { Digit(it) { pin += it } } } }
            Keys {
                TextButton(onClick = { pin = "" }, KEY.testTag("pin-clear")) { Text(shell.words.clear) }
                Digit('0') { pin += '0' }
                TextButton(onClick = { pin = pin.dropLast(1) }, KEY.testTag("pin-delete")) { Text(shell.words.delete) }
            }
        }
        FilledButton(
            onClick = {
                onTap(button, listOf(Entry(field.key, pin)))
                pin = ""
            },
            enabled = button.enabled && pin.isNotEmpty(),
            modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp).testTag("button-${button.key}"),
        ) {
            Text(button.label, style = MaterialTheme.typography.titleMedium)
        }
    }
}

@Composable
private fun Keys(content: @Composable () -> Unit) = Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) { content() }

@Composable
private fun Digit(digit: Char, onTap: () -> Unit) =
    FilledTonalButton(onClick = onTap, KEY.testTag("pin-$digit")) { Text("$digit", style = MaterialTheme.typography.titleLarge) }

private val KEY = Modifier.widthIn(min = 88.dp).heightIn(min = 64.dp)
