package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.SettingsScreen
import app.fettle.ui.kit.PanelCard
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.sections

/** Language, lock, storage, notices, about. The core's `settings.rs`. */
@Composable
fun SettingsScreen(screen: SettingsScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        item("language") { PanelCard(screen.language, shell, onTap) }
        sections(listOf(screen.lock, screen.storage, screen.notices, screen.about), shell, onTap)
    }
}
