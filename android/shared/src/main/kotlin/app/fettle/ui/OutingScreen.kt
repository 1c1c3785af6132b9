package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.OutingScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** The way to a site and back, and who else is out. The core's `outing.rs`. */
@Composable
fun OutingScreen(screen: OutingScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.steps, screen.out, screen.earlier), shell, onTap)
    }
}
