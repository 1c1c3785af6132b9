package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.PartsBagScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** What I carry and owe. The core's `parts_bag.rs`. */
@Composable
fun PartsBagScreen(screen: PartsBagScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.bag, screen.debts, screen.papers, screen.slips), shell, onTap)
    }
}
