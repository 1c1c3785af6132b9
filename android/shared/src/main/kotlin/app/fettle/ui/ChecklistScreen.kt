package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.ChecklistScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.checklist
import app.fettle.ui.kit.sections

/** Filling in a checklist: how far it is, and a card for each item. The core's `checklist.rs`. */
@Composable
fun ChecklistScreen(screen: ChecklistScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.flags), shell, onTap)
        checklist(screen.progress, screen.groups, shell, onTap)
    }
}
