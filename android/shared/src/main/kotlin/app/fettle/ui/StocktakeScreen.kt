package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.StocktakeScreen
import app.fettle.ui.kit.ProgressLine
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.paged
import app.fettle.ui.kit.rememberPaged
import app.fettle.ui.kit.sections

/** Counting a place: what differs first, then every line. The core's `stocktake.rs`. */
@Composable
fun StocktakeScreen(screen: StocktakeScreen, shell: Shell) {
    val lines = rememberPaged(screen.lines, shell)
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        item("progress") { ProgressLine(screen.progress) }
        sections(listOf(screen.differences), shell, onTap)
        paged(lines, shell, onTap)
    }
}
