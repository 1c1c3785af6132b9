package app.fettle.ui

import androidx.compose.runtime.Composable
import app.fettle.core.EquipmentScreen
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.paged
import app.fettle.ui.kit.rememberPaged
import app.fettle.ui.kit.sections

/** One machine: what it is, what a repair would be, and its history. The core's `equipment.rs`. */
@Composable
fun EquipmentScreen(screen: EquipmentScreen, shell: Shell) {
    val history = rememberPaged(screen.history, shell)
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        sections(listOf(screen.about, screen.entitlement), shell, onTap)
        paged(history, shell, onTap)
    }
}
