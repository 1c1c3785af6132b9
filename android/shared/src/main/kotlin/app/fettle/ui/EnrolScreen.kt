package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.EnrolScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.said

/** Joining a hub: its QR before the camera, or address and code typed. The core's `enrol.rs`. */
@Composable
fun EnrolScreen(screen: EnrolScreen, shell: Shell) {
    // A phone that belongs to nobody yet has nowhere to go back to.
    ScreenFrame(screen.head, listOf(screen.scan), shell, root = screen.joined.isEmpty()) { onTap ->
        said("joined", screen.joined)
        said("help", screen.help)
        item("typed") { PanelCard(screen.typed, shell, onTap) }
    }
}
