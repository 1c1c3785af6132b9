package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.KnowledgeScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.paged
import app.fettle.ui.kit.rememberPaged

/** Past cases by what was wrong and on which machine, without a network. The core's `knowledge.rs`. */
@Composable
fun KnowledgeScreen(screen: KnowledgeScreen, shell: Shell) {
    val cases = rememberPaged(screen.cases, shell)
    ScreenFrame(screen.head, emptyList(), shell) { onTap ->
        item("search") { PanelCard(screen.search, shell, onTap) }
        paged(cases, shell, onTap)
    }
}
