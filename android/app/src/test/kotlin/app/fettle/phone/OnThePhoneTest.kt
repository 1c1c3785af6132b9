package app.fettle.phone

import android.Manifest
import android.app.Application
import android.app.Notification
import android.app.NotificationManager
import android.app.job.JobScheduler
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Looper
import android.os.SystemClock
import android.provider.Settings
import android.view.KeyEvent
import androidx.activity.BackEventCompat
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import app.fettle.core.Reminder
import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.ffi.routeText
import app.fettle.support.HubProcess
import app.fettle.support.Stage
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** What the phone gives or refuses, and how the app looks to whom: permissions, links, background work, languages, letters, day and night. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w411dp-h891dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class OnThePhoneTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private val app: Application
        get() = ApplicationProvider.getApplicationContext()

    private fun own() = useOwnParts(temporary.newFolder("keys"))

    @Test
    fun withoutTheCameraCodesAreTypedAndTheUserIsAskedOnlyWhenTheyWantIt() {
        shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)
        val parts = own()
        val shared = File(parts.shared, "sheet.pdf").apply { writeText("of the last time") }
        val stage = Stage.set(temporary.newFolder("stage"))
        HubProcess.start(File(stage.folder, "hub")).use { hub ->
            ActivityScenario.launch(MainActivity::class.java).use { scenario ->
                val hand = Hand(compose, scenario)
                hand.await("button-scan")
                assertFalse("what was shared the last time is gone", shared.exists())
                hand.tap("button-scan")
                assertTrue("why there is no picture, and what to do", hand.shown("no-camera") && hand.shown("button-allow"))
                scenario.onActivity { assertEquals(null, shadowOf(it).lastRequestedPermission) }

                hand.tap("button-allow")
                scenario.onActivity { activity ->
                    val asked = shadowOf(activity).lastRequestedPermission
                    assertEquals(listOf(Manifest.permission.CAMERA), asked.requestedPermissions.toList())
                    val no = intArrayOf(PackageManager.PERMISSION_DENIED)
                    @Suppress("DEPRECATION") activity.onRequestPermissionsResult(asked.requestCode, asked.requestedPermissions, no)
                    val settings = shadowOf(activity).nextStartedActivity
                    assertEquals("the system asks no more: its settings", Settings.ACTION_APPLICATION_DETAILS_SETTINGS, settings?.action)
                }
                hand.settle()
                assertTrue(hand.shown("no-camera"))

                // The code that the camera would have read is typed, and the day goes on.
                hand.type("code", hub.enrolmentLink(stage["engineer"]), "panel-typed")
                hand.tap("button-typed")
                hand.until("the jobs come") { hand.shown("row-${stage["job"]}") }

                // Allowed in the settings meanwhile: the picture is there without starting anew.
                shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
                scenario.moveToState(androidx.lifecycle.Lifecycle.State.CREATED)
                scenario.moveToState(androidx.lifecycle.Lifecycle.State.RESUMED)
                hand.settle()
                hand.tap("button-scan")
                assertFalse(hand.shown("no-camera"))
                assertTrue("background work is asked for", jobs().isNotEmpty())
            }
        }
    }

    @Test
    fun aRemindersTapOpensWhatItNames() {
        val (stage, hand) = joined("en")
        hand.use {
            assertEquals("assigned work is shown", stage["job"], (hand.screen as Screen.Today).v1.jobs.rows.single().key)
            // A reminder's tap opens its job.
            val open = Intent(app, MainActivity::class.java).setAction(MainActivity.OPEN).putExtra(MainActivity.ROUTE, routeText(Route.Job(stage["job"])))
            hand.scenario.onActivity { it.intoFront(open) }
            hand.await("summary")
            assertEquals(Route.Job(stage["job"]), hand.shell.routes.last())
        }
    }

    @Test
    fun aLinkFromOutsideIsFollowedOnlyAfterAYes() {
        val (stage, hand) = joined("en")
        hand.use {
            val link = Intent(Intent.ACTION_VIEW, Uri.parse("PS05-C03"))
            hand.scenario.onActivity { it.intoFront(link) }
            hand.await("link-cancel")
            hand.tap("link-cancel")
            assertEquals(Route.Today, hand.shell.routes.last())
            hand.scenario.onActivity { it.intoFront(link) }
            hand.await("link-confirm")
            hand.tap("link-confirm")
            assertEquals("the camera's code leads to its open job", Route.Job(stage["job"]), hand.shell.routes.last())
        }
    }

    @Test
    fun aSwipeBackIsSeenAndTakenBackOrGoesBack() {
        val (stage, hand) = joined("en")
        hand.use {
            hand.tap("row-${stage["job"]}")
            val here = hand.shell.routes
            fun swipe(share: Float) = BackEventCompat(share * 200, 300f, share, BackEventCompat.EDGE_LEFT)
            hand.scenario.onActivity { it.onBackPressedDispatcher.dispatchOnBackStarted(swipe(0f)) }
            hand.scenario.onActivity { it.onBackPressedDispatcher.dispatchOnBackProgressed(swipe(0.8f)) }
            compose.waitForIdle()
            fun width() = hand.find("body").fetchSemanticsNode().boundsInRoot.width
            val small = width()
            hand.scenario.onActivity { it.onBackPressedDispatcher.dispatchOnBackCancelled() }
            hand.settle()
            assertEquals(here, hand.shell.routes)
            assertTrue("it goes away under the hand: $small of ${width()}", small < width() * 0.95f)
            hand.scenario.onActivity { it.onBackPressedDispatcher.dispatchOnBackStarted(swipe(0f)) }
            hand.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
            hand.settle()
            assertEquals(Route.Today, hand.shell.routes.last())
        }
    }

    @Test
    fun aScannerThatTypesIsReadOnTheScanScreenWithoutATap() {
        val (stage, hand) = joined("en")
        hand.use {
            hand.press("scan")
            // As the system gives it: `PS05-C03` and Enter, ten milliseconds a key.
            val keys = "PS05".map { it to KeyEvent.META_SHIFT_ON } + ('-' to 0) + "C03".map { it to KeyEvent.META_SHIFT_ON }
            var now = SystemClock.uptimeMillis()
            fun key(code: Int, meta: Int) = hand.scenario.onActivity { activity ->
                now += 10
                activity.dispatchKeyEvent(KeyEvent(now, now, KeyEvent.ACTION_DOWN, code, 0, meta))
                activity.dispatchKeyEvent(KeyEvent(now, now, KeyEvent.ACTION_UP, code, 0, meta))
            }
            keys.forEach { (char, meta) -> key(KeyEvent.keyCodeFromString("KEYCODE_${if (char == '-') "MINUS" else "$char"}"), if (char.isLetter()) meta else 0) }
            key(KeyEvent.KEYCODE_ENTER, 0)
            hand.settle()
            assertEquals("${hand.shell.refusal}", Route.Job(stage["job"]), hand.shell.routes.last())
        }
    }

    @Test
    fun theBackgroundRunSendsWhatWaitsAndTheScreenShowsIt() {
        val (stage, hand) = joined("en", close = false)
        hand.use {
            hand.tap("row-${stage["job"]}")
            // The app in front follows the hub: a session that is under way may take the note along at once.
            var notes = 0
            do {
                hand.answer("text" to "called the operator ${++notes}") { hand.press("note") }
            } while (waiting(hand) == 0 && notes < 5)
            assertTrue(waiting(hand) > 0)
            // Out of sight, where the core is paused.
            hand.scenario.moveToState(androidx.lifecycle.Lifecycle.State.CREATED)
            pumped("the core is paused") { !isOpen() }
            val service = Robolectric.buildService(SyncService::class.java).create().get()
            var again: Boolean? = null
            service.run { again = it }
            pumped("the run ends") { again != null }
            assertEquals("nothing is left to send", false, again)
            pumped("the core is paused again") { !isOpen() }
            hand.scenario.moveToState(androidx.lifecycle.Lifecycle.State.RESUMED)
            hand.settle()
            assertEquals(0, waiting(hand))
        }
    }

    @Test
    fun whoLeavesForGoodAndComesBackInTheSameProcessSeesTheirDay() {
        val (stage, hand) = joined("en")
        hand.scenario.close()
        pumped("the core is paused") { !isOpen() }
        val again = Hand(compose, ActivityScenario.launch(MainActivity::class.java))
        again.use {
            again.until("the jobs come") { again.shown("row-${stage["job"]}") }
            assertEquals(Route.Today, again.shell.routes.single())
        }
    }

    @Test
    fun remindersAreShownOnceAndTakenAwayWhenTheyAreOver() {
        val reminders = PhoneReminders(app, Asking()) { false }
        val manager = app.getSystemService(NotificationManager::class.java)
        fun shown() = manager.activeNotifications.map { it.notification.extras.getString(Notification.EXTRA_TITLE) }.toSet()
        val visit = Reminder("visit/1", "Visit soon", "10:30: Drum Tower Station", Route.Job("1"))
        val stuck = Reminder("sync", "Work is not sent", "", Route.Sync)
        reminders.show(listOf(visit, stuck))
        assertEquals(setOf("Visit soon", "Work is not sent"), shown())
        reminders.show(listOf(visit.copy(title = "Visit very soon")))
        assertEquals("one line for one thing", setOf("Visit very soon"), shown())
        val opened = shadowOf(manager.activeNotifications.single().notification.contentIntent).savedIntent
        assertEquals(MainActivity.OPEN, opened.action)
        assertEquals(routeText(Route.Job("1")), opened.getStringExtra(MainActivity.ROUTE))
        assertEquals(Notification.VISIBILITY_PRIVATE, manager.activeNotifications.single().notification.visibility)
        reminders.show(emptyList())
        assertEquals(emptySet<String>(), shown())
    }

    @Test
    fun whatWasToldAndSwipedAwayStaysAwayAndAJobIsTakenOnFromItsLine() {
        val reminders = PhoneReminders(app, Asking()) { false }
        val manager = app.getSystemService(NotificationManager::class.java)
        val given = Reminder("given/1", "New job for you", "10:30, Drum Tower Station", Route.Job("1"), accept = "Accept")
        reminders.show(listOf(given))
        val action = manager.activeNotifications.single().notification.actions.single()
        assertEquals("Accept", action.title.toString())
        assertEquals("given/1", shadowOf(action.actionIntent).savedIntent.getStringExtra(AcceptReceiver.KEY))
        reminders.show(listOf(given.copy(told = true, title = "New job")))
        assertEquals("it is there, and changes its words", 1, manager.activeNotifications.size)
        manager.cancelAll()
        reminders.show(listOf(given.copy(told = true)))
        assertEquals("it was read", 0, manager.activeNotifications.size)
    }

    @Test
    fun theButtonOfALineRecordsThatTheJobIsTakenOn() {
        val (stage, hand) = joined("en")
        hand.use {
            fun open() =
                runBlocking(Dispatchers.IO) {
                    (parts.core().screen(Route.Job(stage["job"])) as Screen.Job).v1.buttons.any { it.key == "accept" }
                }
            assertTrue("it waits for an answer", open())
            runBlocking(Dispatchers.IO) { AcceptReceiver.accept(parts, "given/${stage["job"]}") }
            assertFalse("it was taken on", open())
        }
    }

    @Test
    @Config(qualifiers = "zh-rCN-w411dp-h891dp-night-xhdpi", fontScale = 2f)
    fun everythingCanBeReadAndTappedInLargeLettersAtNightInChinese() = largeLetters("zh-CN")

    @Test
    @Config(qualifiers = "en-w411dp-h891dp-notnight-xhdpi", fontScale = 2f)
    fun everythingCanBeReadAndTappedInLargeLettersByDayInEnglish() = largeLetters("en")

    private fun largeLetters(language: String) {
        val (stage, hand) = joined(language)
        hand.use {
            everythingIsReachable("today", language)
            hand.tap("row-${stage["job"]}")
            everythingIsReachable("job", language)
            hand.press("ready")
            everythingIsReachable("ready to leave", language)
            hand.backTo(Route.Job(stage["job"]))
            hand.press("note")
            everythingIsReachable("a question", language)
            hand.tap("ask-cancel")
            hand.press("photo")
            everythingIsReachable("photo", language)
            parts.camera.photo = stage.photo
            hand.tap("button-take")
            hand.await("marks")
            everythingIsReachable("a photo to look at", language)
            hand.mark(0.2f to 0.3f, 0.8f to 0.3f)
            hand.tap("button-keep")
            hand.tapAwayWhatWasTold()
            hand.press("photo")
            assertEquals(1, (hand.screen as Screen.Photo).v1.taken.rows.size)
            hand.scenario.onActivity { assertEquals(2f, it.resources.configuration.fontScale, 0f) }
        }
    }

    /** What can be tapped has a name for a screen reader and is large enough for a finger. */
    private fun everythingIsReachable(where: String, language: String) {
        val dense = app.resources.displayMetrics.density
        val tappable = SemanticsMatcher("can be tapped") { SemanticsActions.OnClick in it.config }
        val nodes = compose.onAllNodes(tappable or hasSetTextAction()).fetchSemanticsNodes()
        assertTrue("$where has something to tap", nodes.isNotEmpty())
        for (node in nodes) {
            assertTrue("$where ($language): nothing says what ${node.config} is", said(node).isNotBlank())
            // What is cut off by the edge of the list is whole when it is scrolled to.
            val height = maxOf(node.size.height.toFloat(), node.touchBoundsInRoot.height) / dense
            assertTrue("$where ($language): ${said(node)} is $height dp high", height >= 47.5f)
        }
    }

    private fun said(node: SemanticsNode): String {
        val own = node.config.getOrNull(SemanticsProperties.Text)?.joinToString { it.text }
        val label = node.config.getOrNull(SemanticsProperties.ContentDescription)?.joinToString()
        return listOfNotNull(own, label).joinToString().ifBlank { node.children.joinToString { said(it) } }
    }

    /** Waits while nothing is drawn: the glass is dark. */
    private fun pumped(what: String, that: () -> Boolean) {
        repeat(1_200) {
            shadowOf(Looper.getMainLooper()).idle()
            if (that()) return
            Thread.sleep(50)
        }
        throw AssertionError("not in a minute: $what")
    }

    /** Whether the core's files are open. */
    private fun isOpen(): Boolean {
        var open = false
        val parts = parts
        Thread { open = runCatching { parts.core().screen(Route.Today) }.isSuccess }.apply { start() }.join()
        return open
    }

    private fun waiting(hand: Hand): Int {
        var found = 0
        val parts = parts
        Thread { found = (parts.core().screen(Route.Sync) as Screen.Sync).v1.waiting.rows.size }.apply { start() }.join()
        hand.settle()
        return found
    }

    private lateinit var parts: TestParts
    private var hub: HubProcess? = null

    /** A phone that has its work, on a fresh stage; the hub is gone then, unless the test needs it. */
    private fun joined(language: String, close: Boolean = true): Pair<Stage, Hand> {
        val stage = Stage.set(temporary.newFolder("stage-$language"))
        parts = TestParts.use(temporary.newFolder("phone-$language"), language)
        val hub = HubProcess.start(File(stage.folder, "hub"))
        val hand = Hand(compose, ActivityScenario.launch(MainActivity::class.java))
        hand.join(hub.enrolmentLink(stage["engineer"]))
        hand.until("the jobs come") { hand.shown("row-${stage["job"]}") }
        hand.settle()
        if (close) hub.close() else this.hub = hub
        return stage to hand
    }

    private fun Hand.use(work: () -> Unit) =
        try {
            work()
        } finally {
            scenario.close()
            hub?.close()
            hub = null
        }

    private fun MainActivity.intoFront(intent: Intent) = onNewIntent(intent)

    private fun jobs() = (app.getSystemService(Context.JOB_SCHEDULER_SERVICE) as JobScheduler).allPendingJobs
}
