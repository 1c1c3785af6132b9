package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.ReadyToLeaveScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.checklist
import app.fettle.ui.kit.sections

/** Tools, parts and papers before leaving. The core's `ready_to_leave.rs`. */
@Composable
fun ReadyToLeaveScreen(screen: ReadyToLeaveScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.papers), shell, onTap)
        checklist(screen.progress, screen.groups, shell, onTap)
        sections(listOf(screen.customer, screen.bag), shell, onTap)
    }
}
