package app.fettle.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.SheetSideScreen
import app.fettle.ui.kit.Card
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.SectionCard
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.SmallButton
import app.fettle.ui.kit.StateLine
import app.fettle.ui.kit.said

/** The engineer's side of a document: handing over, refusal and absence, further parties, amendment. The core's `sheet_and_sign/side.rs`. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun SheetSideScreen(screen: SheetSideScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell) { onTap ->
        screen.answer?.let { item("answer") { Card(Modifier.testTag("answer")) { StateLine(it.text, it.tone, shell) } } }
        said("missing", screen.missing)
        if (screen.summary.rows.isNotEmpty()) item("summary") { SectionCard(screen.summary, shell, onTap) }
        if (screen.instead.isNotEmpty()) {
            item("instead") {
                FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
                    screen.instead.forEach { SmallButton(it, onTap) }
                }
            }
        }
    }
}
