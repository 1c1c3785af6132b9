package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.SyncScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.StateLine
import app.fettle.ui.kit.sections

/** What waits and what the hub keeps apart, with the reasons. The core's `sync.rs`. */
@Composable
fun SyncScreen(screen: SyncScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        item("state") { StateLine(screen.state, screen.tone, shell) }
        sections(listOf(screen.apart, screen.waiting, screen.bundles, screen.device), shell, onTap)
    }
}
