package app.fettle.shell

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.saveable.LocalSaveableStateRegistry
import androidx.compose.runtime.saveable.SaveableStateRegistry
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.Entry
import app.fettle.core.LockAction
import app.fettle.core.Route
import app.fettle.core.Work
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleException
import app.fettle.support.Between
import app.fettle.support.Phone
import app.fettle.support.TestPlatform
import app.fettle.ui.theme.FettleTheme
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import javax.imageio.ImageIO
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What comes at once, late or not at all: each has its turn, and none undoes what came after it. */
class TurnsTest {
    @get:Rule val compose = createComposeRule()
    @get:Rule val temporary = TemporaryFolder()
    private val opened = mutableListOf<FettleApp>()

    @After fun close() = opened.forEach { it.destroy() }

    private fun open(folder: File) = FettleApp.open(folder.path, "en", "test", Phone.keys(folder), DeskClock(), NoOwner).also { opened += it }

    private fun shell(core: Between) = AppShell(Begin.of(core), TestPlatform(), CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined)

    @Test
    fun aSlowLookAtTheScreenBeforeDoesNotThrowTheUserBack() = runBlocking {
        val ui = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
        val slow = CountDownLatch(1)
        val core = Between(open(temporary.newFolder("phone")))
        val shell = AppShell(Begin.of(core), TestPlatform(), CoroutineScope(ui), Dispatchers.IO)
        val first = shell.routes.single()
        core.looked = { if (it == first) slow.await(20, TimeUnit.SECONDS) }
        withContext(ui) {
            shell.refresh()
            shell.open(Route.Settings)
        }
        // Long enough for a look that does not wait for the one before.
        Thread.sleep(500)
        slow.countDown()
        withContext(Dispatchers.IO) { while (withContext(ui) { shell.underWay } > 0) Thread.sleep(10) }
        assertEquals(listOf(first, Route.Settings), shell.routes)
        ui.close()
    }

    @Test
    fun aTapGoesBackWithTheDrawingThatTheUserSaw() {
        val core = Between(open(temporary.newFolder("phone")))
        val shell = shell(core)
        val tap = Action.Go(Route.Settings)
        val ask = Button("b", "b", tap, true, "", false, false, "", emptyList())
        shell.refresh()
        shell.ask(ask, emptyList())
        // A session brought something while the asking lay over the screen.
        shell.refresh()
        shell.act(tap, emptyList())
        assertEquals(Route.Settings, shell.routes.last())
        shell.back()
        shell.act(tap, emptyList())
        val (first, second) = core.drawings
        assertTrue("$first, $second", first.isNotEmpty() && second.isNotEmpty())
        val number = { drawn: String -> drawn.substringAfter('.').toInt() }
        assertEquals("the asking's own, of the drawings: one before, one under it, one of the settings, one of going back", 3, number(second) - number(first))
    }

    @Test
    fun whatWasBegunIsDoneAlthoughTheAppGoesOutOfSight() {
        val core = Between(open(temporary.newFolder("phone")))
        val awake = Awake(Dispatchers.Unconfined).apply { seen = true }
        val shell = AppShell(Begin.of(core), TestPlatform(), CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined, awake = awake)
        val events = mutableListOf<String>()
        core.paused = { events += "closed" }
        core.acting = {
            awake.seen = false
            runBlocking { awake.settle(core) }
            events += "acted"
        }
        shell.refresh()
        shell.act(Action.Go(Route.Settings), emptyList())
        assertNull(shell.refusal)
        assertEquals(listOf("acted", "closed"), events)
    }

    /** Both the session of who follows and the one that a person asked for. */
    @Test
    fun aSessionGoesOnToItsEndAlthoughTheAppGoesOutOfSight() = runBlocking {
        for (follows in listOf(true, false)) {
            val core = Between(open(temporary.newFolder("phone-$follows")))
            val awake = Awake(Dispatchers.Unconfined).apply { seen = true }
            val events = mutableListOf<String>()
            val (begun, ends) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
            core.paused = { events += "closed" }
            core.syncing = {
                begun.complete(Unit)
                ends.await()
                events += "done"
                throw FettleException.Failed("network_down", "no network", null)
            }
            val scope = CoroutineScope(Dispatchers.Unconfined)
            if (follows) Following(scope, awake, { core }) {}.start()
            else {
                val shell = AppShell(Begin.of(core), TestPlatform(), scope, Dispatchers.Unconfined, awake = awake)
                shell.refresh()
                core.acted = { it.copy(work = Work.Sync) }
                shell.act(Action.Go(Route.Settings), emptyList())
            }
            withTimeout(20_000) { begun.await() }
            // The user leaves for good.
            awake.seen = false
            scope.cancel()
            awake.settle(core)
            assertFalse(awake.quiet)
            ends.complete(Unit)
            withContext(Dispatchers.IO) { while (!awake.quiet) Thread.sleep(10) }
            assertEquals(listOf("done", "closed"), events)
        }
    }

    @Test
    fun aPhotoThatComesLaterIsShownAfterTheNextLook() {
        val core = Between(open(temporary.newFolder("phone")))
        val shell = shell(core)
        var there = false
        var asked = 0
        core.pictures = {
            asked++
            if (there) picture() else throw FettleException.Failed("blob_missing", "not here", null)
        }
        repeat(3) { assertNull(shell.photos.find("ab")) }
        assertEquals("asked once while it is drawn again and again", 1, asked)
        there = true
        shell.refresh()
        shell.photos.find("ab")
        assertNotNull(shell.photos.find("ab"))
        assertEquals(2, asked)
    }

    private fun picture(): ByteArray =
        ByteArrayOutputStream().also { ImageIO.write(BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", it) }.toByteArray()

    @Test
    fun theCoreStaysOpenForWhoCameBackDuringARunAndClosesWhenNobodyIsLeft() = runBlocking {
        var isOpen = false
        var closings = 0
        val awake = Awake()
        val core = Between(open(temporary.newFolder("phone")))
        core.resumed = { isOpen = true }
        core.paused = {
            closings++
            isOpen = false
        }
        val (runs, ends) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
        val run = launch(Dispatchers.IO) {
            awake.during(core) {
                assertTrue(isOpen)
                runs.complete(Unit)
                ends.await()
            }
        }
        runs.await()
        awake.seen = true
        awake.settle(core)
        ends.complete(Unit)
        run.join()
        assertTrue("the user is there", isOpen)
        assertEquals("it was never closed under them", 0, closings)
        // Gone and back at once, whichever of the two has its turn first.
        repeat(200) {
            val both = listOf(false, true).map { now ->
                awake.seen = now
                launch(Dispatchers.IO) { awake.settle(core) }
            }
            both.forEach { it.join() }
            assertTrue(isOpen)
        }
        awake.seen = false
        awake.settle(core)
        assertFalse(isOpen)
    }

    @Test
    fun whatWasTypedIsForgottenWithAScreenThatWasLeft() {
        val core = Between(open(temporary.newFolder("phone")))
        val shell = shell(core)
        val registry = SaveableStateRegistry(emptyMap()) { true }
        compose.setContent { CompositionLocalProvider(LocalSaveableStateRegistry provides registry) { FettleTheme(dark = false) { AppHost(shell) } } }
        compose.runOnIdle { shell.refresh() }
        for (route in listOf<Route>(Route.Settings, Route.Sync, Route.Enrol)) {
            compose.runOnIdle { shell.open(route) }
            compose.waitForIdle()
            assertEquals("$route: ${shell.refusal}", route, shell.routes.last())
            compose.runOnIdle { shell.back() }
            compose.waitForIdle()
        }
        val screens = registry.performSave().values.flatten().filterIsInstance<Map<*, *>>().map { it.keys }
        assertEquals("only of the screen that is shown: $screens", 1, screens.maxOf { it.size })
    }

    @Test
    fun aPhoneThatBeginsLockedShowsItsLock() {
        val folder = temporary.newFolder("phone")
        val entries = listOf("old" to "", "pin" to "246813", "again" to "246813", "minutes" to "5").map { Entry(it.first, it.second) }
        open(folder).apply { act(Action.Lock(LockAction.SET), entries) }
        val before = shell(Between(opened.single()))
        before.open(Route.Settings)
        before.scan {}
        before.act(Action.Lock(LockAction.LOCK_NOW), emptyList())
        assertNull("the scanner over a field goes when the lock falls", before.fieldScan)
        opened.removeLast().destroy()
        val shell = shell(Between(open(folder)))
        compose.setContent { FettleTheme(dark = false) { AppHost(shell) } }
        compose.runOnIdle { shell.refresh() }
        compose.onNodeWithTag("pin").assertIsDisplayed()
    }
}
