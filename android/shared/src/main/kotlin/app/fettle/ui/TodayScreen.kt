package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.TodayScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.paged
import app.fettle.ui.kit.rememberPaged
import app.fettle.ui.kit.sections

/** My day: jobs by what is due, parts and papers owed. What it says is the core's `today.rs`. */
@Composable
fun TodayScreen(screen: TodayScreen, shell: Shell) {
    val jobs = rememberPaged(screen.jobs, shell)
    ScreenFrame(screen.head, screen.buttons, shell, root = true) { onTap ->
        paged(jobs, shell, onTap)
        sections(listOf(screen.debts, screen.papers), shell, onTap)
    }
}
