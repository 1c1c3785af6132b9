package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.SiteScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.paged
import app.fettle.ui.kit.rememberPaged
import app.fettle.ui.kit.sections

/** One site: where it is, whom to call, its machines and its jobs. The core's `site.rs`. */
@Composable
fun SiteScreen(screen: SiteScreen, shell: Shell) {
    val equipment = rememberPaged(screen.equipment, shell)
    val jobs = rememberPaged(screen.jobs, shell)
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        sections(listOf(screen.about, screen.contacts), shell, onTap)
        paged(equipment, shell, onTap)
        paged(jobs, shell, onTap)
    }
}
