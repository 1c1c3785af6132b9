package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.ReturnScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Giving a part back: scan its label, say what it is, and the debt is settled. The core's `give_back.rs`. */
@Composable
fun ReturnScreen(screen: ReturnScreen, shell: Shell) {
    ScreenFrame(screen.head, listOf(screen.scan), shell) { onTap ->
        item("back") { PanelCard(screen.back, shell, onTap) }
        sections(listOf(screen.debts), shell, onTap)
    }
}
