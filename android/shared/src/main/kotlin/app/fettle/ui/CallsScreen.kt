package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.CallsScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Calls for help: to me, mine, and those of colleagues near by. The core's `calls.rs`. */
@Composable
fun CallsScreen(screen: CallsScreen, shell: Shell) {
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        sections(listOf(screen.toMe, screen.mine, screen.colleagues, screen.jobs), shell, onTap)
    }
}
