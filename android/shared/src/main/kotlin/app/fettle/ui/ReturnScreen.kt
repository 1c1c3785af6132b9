package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.ReturnScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.sections

/** Giving a part back: scan its label, say what it is; it is on its way until the store receives it. The core's `give_back.rs`. */
@Composable
fun ReturnScreen(screen: ReturnScreen, shell: Shell) {
    // Once it is known which part is meant, the form's own button is the main one.
    ScreenFrame(screen.head, listOfNotNull(screen.scan.takeIf { it.primary }), shell) { onTap ->
        item("back") { PanelCard(screen.back, shell, onTap) }
        if (!screen.scan.primary) item("scan") { SmallButton(screen.scan, onTap) }
        sections(listOf(screen.debts), shell, onTap)
    }
}
