package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.TakeScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.sections

/** Taking parts: what waits to be collected, a slip for the keeper, and last the emergency whose paper follows. The core's `take.rs`. */
@Composable
fun TakeScreen(screen: TakeScreen, shell: Shell) {
    // Once it is known which part is meant, the form's own button is the main one.
    ScreenFrame(screen.head, listOfNotNull(screen.scan.takeIf { it.primary }), shell) { onTap ->
        sections(listOf(screen.slips), shell, onTap)
        item("request") { PanelCard(screen.request, shell, onTap, others = listOf(screen.takeFirst)) }
        if (!screen.scan.primary) item("scan") { SmallButton(screen.scan, onTap) }
        sections(listOf(screen.stock), shell, onTap)
    }
}
