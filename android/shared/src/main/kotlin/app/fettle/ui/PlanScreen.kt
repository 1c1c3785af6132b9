package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.PlanScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Agreeing the visit: customer, plan, who accepted it, when. The core's `plan.rs`. */
@Composable
fun PlanScreen(screen: PlanScreen, shell: Shell) {
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        sections(listOf(screen.customer), shell, onTap)
        listOf(screen.plan, screen.accepted, screen.visit).forEach { item(it.key) { PanelCard(it, shell, onTap) } }
        sections(listOf(screen.bag), shell, onTap)
    }
}
