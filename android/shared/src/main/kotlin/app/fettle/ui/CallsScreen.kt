package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.CallsScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Calls for help: whom to ring, to me, mine, and those of colleagues near by. The core's `calls.rs`. */
@Composable
fun CallsScreen(screen: CallsScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.people, screen.toMe, screen.mine, screen.colleagues, screen.jobs), shell, onTap)
    }
}
