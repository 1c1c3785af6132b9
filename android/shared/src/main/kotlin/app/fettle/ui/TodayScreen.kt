package app.fettle.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.unit.dp
import app.fettle.core.TodayScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.dayRows
import app.fettle.ui.kit.rememberPaged
import app.fettle.ui.kit.sections

/** My day: jobs in the order in which they are gone to, parts and papers owed. What it says is the core's `today.rs`. */
@Composable
fun TodayScreen(screen: TodayScreen, shell: Shell) {
    val jobs = rememberPaged(screen.jobs, shell)
    ScreenFrame(screen.head, screen.buttons, shell, root = true, second = screen.buttons.find { it.key == "scan" }, gap = 4.dp) { onTap ->
        dayRows(jobs, shell, onTap)
        sections(listOf(screen.debts, screen.papers), shell, onTap)
    }
}
