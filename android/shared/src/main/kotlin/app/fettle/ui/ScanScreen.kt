package app.fettle.ui

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.unit.dp
import app.fettle.core.Action
import app.fettle.core.ScanScreen
import app.fettle.platform.Allowed
import app.fettle.ui.kit.AtMost
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Viewfinder
import app.fettle.ui.kit.said
import app.fettle.ui.kit.sections

/** The scanner: frames go to the core's decoder as long as the screen is open, and its outcome says where to go. The core's `scan.rs`. */
@Composable
fun ScanScreen(screen: ScanScreen, shell: Shell) {
    val purpose = (screen.typed.button?.action as? Action.Scan)?.purpose
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        if (purpose != null) {
            item("camera") {
                // Why there is nothing to see has as much room as its words need.
                if (shell.camera.allowed != Allowed.YES) Viewfinder(shell, Modifier.fillMaxWidth())
                else {
                    AtMost {
                        Box(Modifier.fillMaxWidth().height(320.dp).clip(RoundedCornerShape(20.dp))) {
                            Viewfinder(shell, Modifier.fillMaxSize()) { shell.frame(purpose, it) }
                        }
                    }
                }
            }
        }
        said("help", screen.help)
        said("unknown", screen.unknown)
        screen.bind?.let { item("bind") { PanelCard(it, shell, onTap) } }
        sections(listOf(screen.found), shell, onTap)
        item("typed") { PanelCard(screen.typed, shell, onTap) }
    }
}
