package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.CaseScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.said
import app.fettle.ui.kit.sections

/** One past case: what was wrong, what was found, what was done. The core's `case.rs`. */
@Composable
fun CaseScreen(screen: CaseScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        said("symptom", screen.symptom)
        sections(listOf(screen.outcome, screen.found, screen.done, screen.parts, screen.equipment), shell, onTap)
    }
}
