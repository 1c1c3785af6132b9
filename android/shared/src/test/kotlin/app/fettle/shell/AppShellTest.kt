package app.fettle.shell

import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.test.assert
import androidx.compose.ui.test.hasAnyDescendant
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.JobAction
import app.fettle.core.LockAction
import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.ffi.FettleApp
import app.fettle.paper.Paper
import app.fettle.platform.Pdf
import app.fettle.support.Day
import app.fettle.support.HubProcess
import app.fettle.support.Phone
import app.fettle.support.Stage
import app.fettle.support.TestPdf
import app.fettle.support.TestPlatform
import app.fettle.ui.JobScreen
import app.fettle.ui.theme.FettleTheme
import java.io.File
import java.io.IOException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** The drawn job screen over the real core: a tap on the glass becomes a record, and the screen shows it. */
class AppShellTest {
    @get:Rule val compose = createComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    @Test
    fun tapsOnTheGlassReachTheCoreAndComeBack() {
        val stage = Stage.set(temporary.newFolder("stage"))
        val phone =
            HubProcess.start(File(stage.folder, "hub")).use { hub ->
                Phone.joining(temporary.newFolder("phone"), hub.enrolmentLink(stage["engineer"]), "en").apply { sync() }
            }
        val day = Day(stage, phone)
        day.leave()

        val scope = CoroutineScope(Dispatchers.Unconfined)
        val shell = AppShell(Begin.of(phone.app), TestPlatform(), scope, Dispatchers.Unconfined)
        shell.open(day.job)
        compose.setContent { FettleTheme(dark = false) { (shell.screen as? Screen.Job)?.let { JobScreen(it.v1, shell) } } }
        val before = (shell.screen as Screen.Job).v1.status
        compose.onNodeWithTag("button-arrive").performClick()
        compose.waitForIdle()
        val after = (shell.screen as Screen.Job).v1.status
        assertNotEquals(before, after)
        compose.onNodeWithTag("summary").assert(hasAnyDescendant(hasText(after)))

        // The customer is asked before work on the data; the answer is chosen in the dialog.
        // A step by mistake is taken back, and taken again.
        assertEquals(10u, shell.undo?.seconds)
        shell.takeBack()
        compose.waitForIdle()
        assertEquals(before, (shell.screen as Screen.Job).v1.status)
        assertNull(shell.undo)
        compose.mainClock.advanceTimeBy(1_000)
        // The second tap of a double tap hits nothing, though another button stands in the place now.
        compose.mainClock.autoAdvance = false
        compose.onNodeWithTag("button-arrive").performClick()
        compose.mainClock.advanceTimeBy(100)
        compose.onNodeWithTag("button-start").performClick()
        compose.mainClock.advanceTimeBy(100)
        assertEquals(after, (shell.screen as Screen.Job).v1.status)
        compose.mainClock.autoAdvance = true
        compose.mainClock.advanceTimeBy(1_000)
        compose.onNodeWithTag("button-start").performClick()
        compose.waitForIdle()
        compose.mainClock.advanceTimeBy(1_000)
        compose.onNodeWithTag("button-backup").performClick()
        compose.onNodeWithTag("choice-refused").performClick()
        compose.onNodeWithTag("ask-confirm").performClick()
        compose.waitForIdle()
        assertNull(shell.refusal?.text, shell.refusal)
        assertEquals(listOf(Route.Today, day.job), shell.routes)

        // What the core refuses is told, and nothing moves.
        val shown = shell.screen
        shell.act(Action.Job(stage["job"], JobAction.Complete), emptyList())
        assertNotEquals(null, shell.refusal)
        assertEquals(shown, shell.screen)
        shell.told()
        shell.back()
        assertEquals(listOf<Route>(Route.Today), shell.routes)
    }

    @Test
    fun aPaperGoesToOtherAppsAndAFullPhoneIsSaid() {
        val folder = temporary.newFolder("new")
        val app = FettleApp.open(folder.path, "en", "test", Phone.keys(folder), DeskClock(), NoOwner)
        val (platform, pdf) = TestPlatform() to TestPdf()
        fun shell() = AppShell(Begin.of(app), platform, CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined, temporary.root)
        val paper = Paper("Sheet", "", emptyList(), "Signed", "", "0123abcd".repeat(8))
        platform.pdf = pdf
        shell().sharePaper!!(paper)
        assertEquals(listOf(File(temporary.root, paper.fileName).path), platform.shared)

        pdf.missing = setOf(0x20BB7)
        val odd = Paper("Sheet of 𠮷野", "", emptyList(), "Signed", "", "0123abcd".repeat(8))
        val told = shell()
        told.sharePaper!!(odd)
        assertEquals("${told.words.notPrintable} 𠮷 U+20BB7", told.notice)
        assertEquals("it goes out all the same", 2, platform.shared.size)

        platform.pdf =
            object : Pdf by pdf {
                override fun write(file: File, width: Int, height: Int, pages: List<(Canvas) -> Unit>) = throw IOException("no space left on device")
            }
        val full = shell()
        full.sharePaper!!(paper)
        assertEquals(full.words.notWritten, full.refusal?.text)
        assertEquals("nothing else is shared", 2, platform.shared.size)

        platform.pdf = null
        assertNull("not offered where there is no PDF", shell().sharePaper)
        app.destroy()
    }

    @Test
    fun whoUnlocksGoesOnWhereTheyWereAndNobodyComesBackToTheLock() {
        val stage = Stage.set(temporary.newFolder("stage"))
        val phone =
            HubProcess.start(File(stage.folder, "hub")).use { hub ->
                Phone.joining(temporary.newFolder("phone"), hub.enrolmentLink(stage["engineer"]), "en").apply { sync() }
            }
        val job = Day(stage, phone).job
        fun begin() = AppShell(Begin.of(phone.app), TestPlatform(), CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined)
        fun entries(vararg all: Pair<String, String>) = all.map { Entry(it.first, it.second) }
        fun unlock(shell: AppShell) = shell.act(Action.Lock(LockAction.UNLOCK), entries("pin" to "246813"))

        val shell = begin()
        shell.open(job)
        val set = entries("old" to "", "pin" to "246813", "again" to "246813", "minutes" to "5")
        shell.act(Action.Lock(LockAction.SET), set)
        shell.act(Action.Lock(LockAction.LOCK_NOW), emptyList())
        assertEquals(listOf(Route.Today, job, Route.Lock), shell.routes)
        assertEquals("written down without the lock", 2, shell.written.size)
        shell.act(Action.Lock(LockAction.UNLOCK), entries("pin" to "000000"))
        assertEquals(listOf(Route.Today, job, Route.Lock), shell.routes)
        unlock(shell)
        assertEquals(listOf(Route.Today, job), shell.routes)

        // A phone that begins locked has nothing under the lock.
        phone.reopen("en")
        val again = begin()
        again.refresh()
        assertEquals(listOf<Route>(Route.Lock), again.routes)
        unlock(again)
        assertEquals(listOf<Route>(Route.Today), again.routes)
    }
}
