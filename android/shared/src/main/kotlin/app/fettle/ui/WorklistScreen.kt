package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.WorklistScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** What does not fit, and what was written apart: mine to decide, and others'. The core's `worklist.rs`. */
@Composable
fun WorklistScreen(screen: WorklistScreen, shell: Shell) {
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        sections(listOf(screen.mine, screen.others), shell, onTap)
    }
}
