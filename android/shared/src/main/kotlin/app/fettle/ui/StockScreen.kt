package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.StockScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** The stock keeper's work: what is on its way, what came back, what is at repair, who owes, what to count. The core's `stock.rs`. */
@Composable
fun StockScreen(screen: StockScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.onItsWay, screen.quarantine, screen.repair, screen.debts, screen.places), shell, onTap)
    }
}
