package app.fettle.ui

import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.Entry
import app.fettle.core.ScanFor
import app.fettle.core.ScanScreen
import app.fettle.platform.gives
import app.fettle.ui.kit.AtMost
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.Viewfinder
import app.fettle.ui.kit.act
import app.fettle.ui.kit.said
import app.fettle.ui.kit.scannedHere
import app.fettle.ui.kit.sections

/** The scanner: frames, and what a scanner types, go to the core as long as the screen is open, and its outcome says where to go. The core's `scan.rs`. */
@Composable
fun ScanScreen(screen: ScanScreen, shell: Shell) {
    val purpose = (screen.typed.button?.action as? Action.Scan)?.purpose
    Box(Modifier.scannedHere { code -> screen.typedBy(code)?.let { (button, entries) -> shell.act(button, entries) } }) { Scanner(screen, purpose, shell) }
}

/** What a scanner that types is to this screen: as if a hand had typed it. */
private fun ScanScreen.typedBy(code: String): Pair<Button, List<Entry>>? {
    val field = typed.fields.singleOrNull() ?: return null
    return typed.button?.takeIf { it.enabled }?.let { it to listOf(Entry(field.key, code)) }
}

/** The frame to aim with. Codes are read wherever they are in the picture; within it they are large and sharp enough. */
@Composable
private fun Aim(modifier: Modifier) =
    Box(modifier.fillMaxWidth(0.7f).height(180.dp).border(3.dp, Color.White.copy(alpha = 0.85f), RoundedCornerShape(16.dp)).testTag("aim"))

@Composable
private fun Scanner(screen: ScanScreen, purpose: ScanFor?, shell: Shell) {
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        // What to aim at is read before it is aimed.
        said("help", screen.help)
        if (purpose != null) {
            item("camera") {
                // Why there is nothing to see has as much room as its words need.
                if (!shell.camera.gives) Viewfinder(shell, Modifier.fillMaxWidth())
                else {
                    AtMost {
                        Box(Modifier.fillMaxWidth().height(320.dp).clip(RoundedCornerShape(20.dp))) {
                            Viewfinder(shell, Modifier.fillMaxSize()) { shell.frame(purpose, it) }
                            Aim(Modifier.align(Alignment.Center))
                        }
                    }
                }
            }
        }
        said("unknown", screen.unknown)
        screen.bind?.let { item("bind") { PanelCard(it, shell, onTap) } }
        sections(listOf(screen.found), shell, onTap)
        item("typed") { PanelCard(screen.typed, shell, onTap) }
    }
}
