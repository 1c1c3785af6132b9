package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.InspectScreen
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.sections

/** Inspecting what was returned: the likely finding is the main button, the others stand under the part. The core's `inspect.rs`. */
@Composable
fun InspectScreen(screen: InspectScreen, shell: Shell) {
    val (likely, others) = screen.findings.partition { it.primary }
    ScreenFrame(screen.head, likely, shell) { onTap ->
        sections(listOf(screen.lot), shell, onTap)
        item("findings") { Card { others.forEach { SmallButton(it, onTap) } } }
    }
}
