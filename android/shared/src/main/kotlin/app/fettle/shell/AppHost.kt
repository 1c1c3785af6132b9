package app.fettle.shell

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Snackbar
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.SaveableStateHolder
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.graphicsLayer
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import app.fettle.core.Screen
import app.fettle.ui.CallsScreen
import app.fettle.ui.WorklistScreen
import app.fettle.ui.CaseScreen
import app.fettle.ui.ChecklistScreen
import app.fettle.ui.DiagnoseScreen
import app.fettle.ui.EnrolScreen
import app.fettle.ui.EquipmentScreen
import app.fettle.ui.InspectScreen
import app.fettle.ui.JobScreen
import app.fettle.ui.KnowledgeScreen
import app.fettle.ui.LockScreen
import app.fettle.ui.OutingScreen
import app.fettle.ui.PartsBagScreen
import app.fettle.ui.PhotoScreen
import app.fettle.ui.PlanScreen
import app.fettle.ui.ReadyToLeaveScreen
import app.fettle.ui.ReturnScreen
import app.fettle.ui.ScanScreen
import app.fettle.ui.SearchScreen
import app.fettle.ui.SettingsScreen
import app.fettle.ui.SheetAndSignScreen
import app.fettle.ui.SheetSideScreen
import app.fettle.ui.SiteScreen
import app.fettle.ui.StockScreen
import app.fettle.ui.StocktakeScreen
import app.fettle.ui.SyncScreen
import app.fettle.ui.TakeScreen
import app.fettle.ui.TodayScreen
import app.fettle.ui.kit.LocalPhotos
import app.fettle.ui.kit.Shell
import kotlinx.coroutines.delay

/**
 * The whole app on the glass: the screen that the shell shows, and over it what was told. What was typed stays with its screen. [leaving]: how
 * far a hand that swipes back has come, from 0 to 1.
 */
@Composable
fun AppHost(shell: AppShell, leaving: () -> Float = { 0f }) {
    val kept = rememberSaveableStateHolder()
    ForgetLeft(shell.written, kept)
    CompositionLocalProvider(LocalPhotos provides shell.photos::find) {
        Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.surface) {
            Box {
                val screen = shell.screen
                if (screen == null) Text(shell.words.loading, Modifier.align(Alignment.Center))
                else Box(Modifier.leaving(leaving)) { kept.SaveableStateProvider(shell.place(screen)) { Draw(screen, shell) } }
                Told(shell, Modifier.align(Alignment.BottomCenter))
            }
        }
        shell.fieldScan?.let { FieldScanner(shell) }
        shell.link?.let { AskLink(it, shell) }
    }
}

/** What a screen's state is kept under. The lock lies over a screen and is none of its states. */
private fun AppShell.place(screen: Screen) = if (screen is Screen.Lock) LOCK else written.lastOrNull() ?: LOCK

private const val LOCK = "lock"

/** Screens that were left are not come back to as they were: their state goes, else it would grow as long as the process lives. */
@Composable
private fun ForgetLeft(written: List<String>, kept: SaveableStateHolder) {
    var before by remember { mutableStateOf(written) }
    LaunchedEffect(written) {
        (before - written.toSet()).forEach(kept::removeState)
        before = written
    }
}

/** A screen that goes away under the hand. */
private fun Modifier.leaving(how: () -> Float) = graphicsLayer {
    val part = how()
    scaleX = 1 - part / 10
    scaleY = 1 - part / 10
    translationX = part * size.width / 20
}

/** A link from outside the app is followed only after a yes. */
@Composable
private fun AskLink(link: String, shell: AppShell) =
    AlertDialog(
        onDismissRequest = { shell.answerLink(false) },
        text = { Text(link) },
        confirmButton = { Answer(shell.words.confirm, "link-confirm") { shell.answerLink(true) } },
        dismissButton = { Answer(shell.words.cancel, "link-cancel") { shell.answerLink(false) } },
    )

/** Each screen by its file. */
@Composable
internal fun Draw(screen: Screen, shell: Shell) =
    when (screen) {
        is Screen.Today -> TodayScreen(screen.v1, shell)
        is Screen.Job -> JobScreen(screen.v1, shell)
        is Screen.Diagnose -> DiagnoseScreen(screen.v1, shell)
        is Screen.Plan -> PlanScreen(screen.v1, shell)
        is Screen.ReadyToLeave -> ReadyToLeaveScreen(screen.v1, shell)
        is Screen.Checklist -> ChecklistScreen(screen.v1, shell)
        is Screen.Photo -> PhotoScreen(screen.v1, shell)
        is Screen.PartsBag -> PartsBagScreen(screen.v1, shell)
        is Screen.Take -> TakeScreen(screen.v1, shell)
        is Screen.Return -> ReturnScreen(screen.v1, shell)
        is Screen.Scan -> ScanScreen(screen.v1, shell)
        is Screen.SheetAndSign -> SheetAndSignScreen(screen.v1, shell)
        is Screen.SheetSide -> SheetSideScreen(screen.v1, shell)
        is Screen.Sync -> SyncScreen(screen.v1, shell)
        is Screen.Enrol -> EnrolScreen(screen.v1, shell)
        is Screen.Settings -> SettingsScreen(screen.v1, shell)
        is Screen.Calls -> CallsScreen(screen.v1, shell)
        is Screen.Worklist -> WorklistScreen(screen.v1, shell)
        is Screen.Knowledge -> KnowledgeScreen(screen.v1, shell)
        is Screen.Search -> SearchScreen(screen.v1, shell)
        is Screen.Site -> SiteScreen(screen.v1, shell)
        is Screen.Case -> CaseScreen(screen.v1, shell)
        is Screen.Equipment -> EquipmentScreen(screen.v1, shell)
        is Screen.Outing -> OutingScreen(screen.v1, shell)
        is Screen.Stock -> StockScreen(screen.v1, shell)
        is Screen.Inspect -> InspectScreen(screen.v1, shell)
        is Screen.Stocktake -> StocktakeScreen(screen.v1, shell)
        is Screen.Lock -> LockScreen(screen.v1, shell)
    }

/** What the last tap told, or why it was refused; long work in words. Screen readers say it without being asked. */
@Composable
private fun Told(shell: AppShell, modifier: Modifier) {
    Column(modifier.fillMaxWidth().navigationBarsPadding().padding(bottom = 88.dp)) {
        if (shell.busy) {
            Text(shell.words.loading, Modifier.padding(horizontal = 16.dp).testTag("busy"))
            LinearProgressIndicator(Modifier.fillMaxWidth())
        }
        val refusal = shell.refusal
        val text = refusal?.text ?: shell.notice ?: return@Column
        Snackbar(
            Modifier.padding(12.dp).testTag(if (refusal == null) "notice" else "refusal").semantics { liveRegion = LiveRegionMode.Polite },
            action = {
                if (shell.handedOver != null) Answer(shell.words.share, onTap = shell::shareHandedOver) else Answer(shell.words.confirm, onTap = shell::told)
            },
        ) {
            Text(text)
        }
        // What was refused stays until it is read; what was only told goes by itself.
        if (refusal == null && shell.handedOver == null) {
            LaunchedEffect(text) {
                delay(TOLD_MS)
                shell.told()
            }
        }
    }
}

@Composable
private fun Answer(label: String, tag: String = "told", onTap: () -> Unit) =
    TextButton(onClick = onTap, Modifier.heightIn(min = 48.dp).testTag(tag)) { Text(label) }

private const val TOLD_MS = 6_000L
