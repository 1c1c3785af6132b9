package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.DiagnoseScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.said
import app.fettle.ui.kit.sections

/** Judging a fault: the symptom, class and level, the report, and what it was before. The core's `diagnose.rs`. */
@Composable
fun DiagnoseScreen(screen: DiagnoseScreen, shell: Shell) {
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        said("symptom", screen.symptom)
        item("judge") { PanelCard(screen.judge, shell, onTap) }
        item("report") { PanelCard(screen.report, shell, onTap) }
        sections(listOf(screen.earlier), shell, onTap)
    }
}
