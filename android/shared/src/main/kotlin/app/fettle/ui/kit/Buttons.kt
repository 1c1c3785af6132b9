package app.fettle.ui.kit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Button as FilledButton
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.DropdownMenu
import androidx.compose.material3.DropdownMenuItem
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.FilledTonalIconButton
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Button
import app.fettle.core.Entry
import app.fettle.core.ShellWords

// Everything that can be tapped is at least 48 dp high; what is done with gloves on, the bar at the bottom, is 56.

/** A button inside a row. Why it cannot be tapped stands under it, never only in its grey. */
@Composable
fun SmallButton(button: Button, onTap: Tap, entries: () -> List<Entry> = { emptyList() }) {
    Column {
        FilledTonalButton(
            onClick = { onTap(button, entries()) },
            enabled = button.enabled,
            colors =
                if (button.danger) {
                    ButtonDefaults.filledTonalButtonColors(
                        containerColor = MaterialTheme.colorScheme.errorContainer,
                        contentColor = MaterialTheme.colorScheme.onErrorContainer,
                    )
                } else ButtonDefaults.filledTonalButtonColors(),
            modifier = Modifier.heightIn(min = 48.dp).testTag("button-${button.key}"),
        ) {
            Text(button.label)
        }
        WhyNot(button)
    }
}

/** The bar at the bottom: what is most likely wanted, wide, [second] beside it where there is one, and the rest behind "more". */
@Composable
fun ActionBar(buttons: List<Button>, more: List<Button>, words: ShellWords, onTap: Tap, second: Button? = null) {
    val main = buttons.firstOrNull { it.primary } ?: buttons.firstOrNull() ?: more.firstOrNull() ?: return
    val beside = second.takeIf { it !== main }
    val rest = (buttons + more).filter { it !== main && it !== beside }
    Bar {
        ButtonRow {
            FilledButton(
                onClick = { onTap(main) },
                enabled = main.enabled,
                modifier = Modifier.weight(1f).heightIn(min = 56.dp).testTag("button-${main.key}"),
            ) {
                Text(main.label, style = MaterialTheme.typography.titleMedium)
            }
            if (beside != null) {
                FilledTonalButton(
                    onClick = { onTap(beside) },
                    enabled = beside.enabled,
                    modifier = Modifier.heightIn(min = 56.dp).testTag("button-${beside.key}"),
                ) {
                    Text(beside.label)
                }
            }
            if (rest.isNotEmpty()) MoreButton(rest, words, onTap)
        }
        WhyNot(main)
    }
}

/** The ground of the bar at the bottom, above what the system draws there. */
@Composable
internal fun Bar(content: @Composable ColumnScope.() -> Unit) =
    Surface(color = MaterialTheme.colorScheme.surfaceContainer) {
        Column(Modifier.fillMaxWidth().navigationBarsPadding().padding(horizontal = 16.dp, vertical = 12.dp), content = content)
    }

@Composable
internal fun ButtonRow(content: @Composable RowScope.() -> Unit) =
    Row(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalAlignment = Alignment.CenterVertically, content = content)

@Composable
private fun MoreButton(buttons: List<Button>, words: ShellWords, onTap: Tap) {
    var open by remember { mutableStateOf(false) }
    Column {
        FilledTonalIconButton(
            onClick = { open = true },
            modifier = Modifier.size(56.dp).testTag("button-more"),
        ) {
            Icon(Icons.More, words.more)
        }
        DropdownMenu(expanded = open, onDismissRequest = { open = false }) {
            buttons.forEach { button ->
                DropdownMenuItem(
                    text = {
                        Column {
                            Text(
                                button.label,
                                color = if (button.danger && button.enabled) MaterialTheme.colorScheme.error
                                else Color.Unspecified,
                            )
                            WhyNot(button)
                        }
                    },
                    enabled = button.enabled,
                    onClick = {
                        open = false
                        onTap(button)
                    },
                    modifier = Modifier.heightIn(min = 48.dp).testTag("button-${button.key}"),
                )
            }
        }
    }
}

@Composable
internal fun WhyNot(button: Button) {
    if (button.whyNot.isNotEmpty()) {
        Text(
            button.whyNot,
            style = MaterialTheme.typography.bodySmall,
            color = MaterialTheme.colorScheme.onSurfaceVariant,
            modifier = Modifier.padding(top = 4.dp),
        )
    }
}
