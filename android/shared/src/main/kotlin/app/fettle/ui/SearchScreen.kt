package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.SearchScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.paged
import app.fettle.ui.kit.rememberPaged
import app.fettle.ui.kit.sections

/** Customers, sites, machines and jobs that this phone holds, without a network. The core's `search.rs`. */
@Composable
fun SearchScreen(screen: SearchScreen, shell: Shell) {
    val found = rememberPaged(screen.found, shell)
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        item("search") { PanelCard(screen.search, shell, onTap) }
        paged(found, shell, onTap)
        sections(screen.others, shell, onTap)
    }
}
