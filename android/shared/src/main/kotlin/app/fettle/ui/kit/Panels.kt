package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.snapshotFlow
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.Panel
import app.fettle.ui.theme.LocalToneColors
import kotlinx.coroutines.FlowPreview
import kotlinx.coroutines.flow.debounce

/**
 * A form: its fields in a card, and the button that takes them; [others] take the same fields and stand below it. What is half-filled is
 * kept a moment after the last key.
 */
@Composable
fun PanelCard(panel: Panel, shell: Shell, onTap: Tap, modifier: Modifier = Modifier, others: List<Button> = emptyList()) {
    if (panel.fields.isEmpty() && panel.button == null) return
    val filled = rememberFilled(panel.key, panel.fields)
    KeepTyped(filled, shell)
    Column(modifier.fillMaxWidth().testTag("panel-${panel.key}")) {
        if (panel.title.isNotEmpty()) SectionTitle(panel.title)
        Card {
            val button = panel.button
            val tapped = { if (button != null && button.enabled) onTap(button, filled.handIn(panel.fields)) }
            // Where one line is all that is asked, Enter hands it in.
            val onEnter = tapped.takeIf { button != null && panel.fields.size == 1 }
            panel.fields.forEach { field -> FieldEditor(field, filled[field], shell, onEnter) { filled[field] = it } }
            if (button != null) {
                if (button.primary) {
                    FilledButton(
                        onClick = tapped,
                        enabled = button.enabled,
                        modifier = Modifier.fillMaxWidth().heightIn(min = 56.dp).testTag("button-${button.key}"),
                    ) {
                        Text(button.label, style = MaterialTheme.typography.titleMedium)
                    }
                    WhyNot(button)
                } else SmallButton(button, onTap) { filled.handIn(panel.fields) }
            }
            others.forEach { other -> SmallButton(other, onTap) { filled.handIn(panel.fields) } }
        }
    }
}

/** A card's ground, with room around what is in it. */
@Composable
fun Card(modifier: Modifier = Modifier, content: @Composable () -> Unit) {
    Surface(color = LocalToneColors.current.card, shape = RoundedCornerShape(20.dp), modifier = modifier.fillMaxWidth()) {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) { content() }
    }
}

/**
 * Hands what was typed to the core shortly after the last key, under [prefix], so that it outlives the process. What was handed in and
 * taken is typed no more; what was refused stays as it is.
 */
@OptIn(FlowPreview::class)
@Composable
fun KeepTyped(filled: Filled, shell: Shell, prefix: String = "") {
    LaunchedEffect(filled) {
        snapshotFlow { filled.kept(prefix) }.debounce(KEEP_AFTER_MS).collect {
            if (it.isNotEmpty() && !filled.handedIn) shell.keep(it)
        }
    }
    ClearWhenTaken(filled, shell)
}

/** What was handed in and taken by the core is typed no more. */
@Composable
fun ClearWhenTaken(filled: Filled, shell: Shell) {
    LaunchedEffect(shell.refusal) { if (shell.refusal != null) filled.handedIn = false }
    LaunchedEffect(shell.left) { filled.handedIn = false }
    LaunchedEffect(shell.done) {
        if (filled.handedIn) filled.clear()
        filled.handedIn = false
    }
}

/** Long enough not to write at every key, short enough to lose a word at most. */
private const val KEEP_AFTER_MS = 700L
