package app.fettle.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import app.fettle.core.JobScreen
import app.fettle.ui.kit.Icons
import app.fettle.ui.kit.Promises
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.SectionCard
import app.fettle.ui.kit.Shell
import app.fettle.ui.kit.TimelineCard
import app.fettle.ui.kit.WorkGrid
import app.fettle.ui.kit.ground
import app.fettle.ui.kit.icon
import app.fettle.ui.theme.LocalToneColors

/** One job: what is wrong, what was promised, what comes next. What it says and which buttons there are is the core's `job.rs`. */
@Composable
fun JobScreen(screen: JobScreen, shell: Shell) {
    ScreenFrame(screen.head, screen.buttons, shell, more = screen.more) { onTap ->
        item("summary") { Summary(screen) }
        if (screen.promises.rows.isNotEmpty() || screen.kept.isNotEmpty()) item("promises") { Promised(screen, shell) }
        if (screen.work.isNotEmpty() || screen.call != null) item("work") { WorkGrid(screen.call, screen.work, shell, onTap) }
        val sections =
            listOf(
                screen.flags,
                screen.customer,
                screen.brief,
                screen.entitlement,
                screen.equipment,
                screen.checks,
                screen.parts,
                screen.further,
            )
        sections
            .filter { it.rows.isNotEmpty() || it.empty.isNotEmpty() }
            .forEach { section -> item(section.key) { SectionCard(section, shell, onTap) } }
        item("timeline") { TimelineCard(screen.timeline, shell) }
    }
}

/** What runs out next, large, and how the others stand in one line. */
@Composable
private fun Promised(screen: JobScreen, shell: Shell) {
    Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
        Promises(screen.promises, shell)
        if (screen.kept.isNotEmpty()) {
            Text(
                screen.kept,
                style = MaterialTheme.typography.bodyMedium,
                color = MaterialTheme.colorScheme.onSurfaceVariant,
                modifier = Modifier.padding(horizontal = 16.dp).testTag("kept"),
            )
        }
    }
}

/** The state, the symptom in the customer's words, and what was found so far. */
@Composable
private fun Summary(screen: JobScreen) {
    Surface(
        color = LocalToneColors.current.card,
        shape = RoundedCornerShape(20.dp),
        modifier = Modifier.fillMaxWidth().testTag("summary"),
    ) {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(10.dp)) {
            val ground = screen.tone.ground()
            Surface(color = ground.color, contentColor = ground.ink, shape = RoundedCornerShape(8.dp)) {
                Row(
                    Modifier.padding(horizontal = 10.dp, vertical = 6.dp),
                    horizontalArrangement = Arrangement.spacedBy(6.dp),
                    verticalAlignment = Alignment.CenterVertically,
                ) {
                    Icon(screen.tone.icon ?: Icons.Clock, null, Modifier.size(16.dp))
                    Text(screen.status, style = MaterialTheme.typography.labelLarge)
                }
            }
            if (screen.symptom.isNotEmpty()) Text(screen.symptom, style = MaterialTheme.typography.titleLarge)
            if (screen.diagnosis.isNotEmpty()) {
                Text(
                    screen.diagnosis,
                    style = MaterialTheme.typography.bodyMedium,
                    color = MaterialTheme.colorScheme.onSurfaceVariant,
                )
            }
        }
    }
}
