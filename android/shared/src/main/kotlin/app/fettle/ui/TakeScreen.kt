package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.TakeScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Taking parts: a slip for the keeper, or take first and file the paper after. The core's `take.rs`. */
@Composable
fun TakeScreen(screen: TakeScreen, shell: Shell) {
    ScreenFrame(screen.head, listOf(screen.scan), shell) { onTap ->
        sections(listOf(screen.stock), shell, onTap)
        item("take_first") { PanelCard(screen.takeFirst, shell, onTap) }
        item("request") { PanelCard(screen.request, shell, onTap) }
    }
}
