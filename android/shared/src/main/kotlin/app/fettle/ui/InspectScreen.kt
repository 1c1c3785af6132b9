package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.InspectScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Inspecting what was returned: good, repairable or scrap. The core's `inspect.rs`. */
@Composable
fun InspectScreen(screen: InspectScreen, shell: Shell) {
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        sections(listOf(screen.lot), shell, onTap)
        screen.findings.forEach { item(it.key) { PanelCard(it, shell, onTap) } }
    }
}
