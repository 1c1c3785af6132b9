package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.TakeScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Taking parts: what waits to be collected, a slip for the keeper, and last the emergency whose paper follows. The core's `take.rs`. */
@Composable
fun TakeScreen(screen: TakeScreen, shell: Shell) {
    ScreenFrame(screen.head, listOf(screen.scan), shell) { onTap ->
        sections(listOf(screen.slips), shell, onTap)
        item("request") { PanelCard(screen.request, shell, onTap, others = listOf(screen.takeFirst)) }
        sections(listOf(screen.stock), shell, onTap)
    }
}
