package app.fettle.phone

import android.Manifest
import android.app.Application
import android.app.NotificationManager
import android.content.pm.PackageManager
import android.os.Looper
import android.provider.Settings
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.PlanAction
import app.fettle.core.Route
import app.fettle.support.HubProcess
import app.fettle.support.Stage
import java.io.File
import java.time.LocalDateTime
import java.time.ZoneId
import java.time.temporal.ChronoUnit
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertSame
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowActivity.PermissionsRequest

/** Whether reminders may be shown: asked for once, when there is one and somebody looks, and never again after a no. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w411dp-h891dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class NotificationsTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private lateinit var stage: Stage
    private lateinit var parts: PhoneParts
    private lateinit var hand: Hand

    private val app: Application
        get() = ApplicationProvider.getApplicationContext()

    @Test
    fun nobodyIsAskedBeforeThereIsAReminderNorAgainAfterANo() =
        joined {
            comeBack()
            assertEquals("nothing to say, nothing to ask", null, asked())
            agreeVisitSoon()
            assertEquals("not while the user does something else", null, asked())
            comeBack()
            hand.until("the user is asked") { asked() != null }
            assertEquals(listOf(Manifest.permission.POST_NOTIFICATIONS), asked()!!.requestedPermissions.toList())

            val first = asked()
            answer(PackageManager.PERMISSION_DENIED)
            hand.scenario.onActivity { activity ->
                val opened = generateSequence { shadowOf(activity).nextStartedActivity }.map { it.action }.toList()
                assertFalse("a no leads nowhere", Settings.ACTION_APPLICATION_DETAILS_SETTINGS in opened)
            }
            hand.tap("row-${stage["job"]}")
            assertEquals("all else is as before", Route.Job(stage["job"]), hand.shell.routes.last())
            comeBack()
            parts.background.ran()
            hand.settle()
            assertSame("a no is a no", first, asked())

            // The process is a new one, and remembers.
            hand.scenario.recreate()
            var due = 0
            val anew = PhoneReminders(app, parts.asking) { true }
            runBlocking {
                anew.ask {
                    due++
                    emptyList()
                }
            }
            assertEquals("it is not even looked whether there is something", 0, due)
        }

    @Test
    fun afterAYesWhatWasToBeSaidIsSaid() =
        joined {
            agreeVisitSoon()
            parts.background.ran()
            hand.until("the user is asked") { asked() != null }
            val manager = app.getSystemService(NotificationManager::class.java)
            assertEquals(0, manager.activeNotifications.size)
            shadowOf(app).grantPermissions(Manifest.permission.POST_NOTIFICATIONS)
            answer(PackageManager.PERMISSION_GRANTED)
            hand.until("it is shown") { manager.activeNotifications.size == 1 }
        }

    @Test
    fun whoLooksWhileTheQuestionIsOpenDoesNotMakeItUnasked() =
        joined {
            agreeVisitSoon()
            val reminders = parts.reminders
            val bothLooked = CompletableDeferred<Unit>()
            val looks = List(2) {
                CoroutineScope(Dispatchers.Main).launch {
                    reminders.ask {
                        bothLooked.await()
                        withContext(Dispatchers.IO) { parts.core().reminders() }
                    }
                }
            }
            hand.settle()
            bothLooked.complete(Unit)
            hand.until("the user is asked") { asked() != null }
            hand.settle()
            answer(PackageManager.PERMISSION_DENIED)
            hand.until("both are done") {
                // What another thread posted runs only when somebody lets it.
                shadowOf(Looper.getMainLooper()).idle()
                looks.none { it.isActive }
            }
            var due = 0
            runBlocking {
                reminders.ask {
                    due++
                    emptyList()
                }
            }
            assertEquals("a no is a no", 0, due)
        }

    private fun asked(): PermissionsRequest? {
        var last: PermissionsRequest? = null
        hand.scenario.onActivity { last = shadowOf(it).lastRequestedPermission }
        return last
    }

    @Suppress("DEPRECATION")
    private fun answer(with: Int) {
        val request = asked()!!
        hand.scenario.onActivity { it.onRequestPermissionsResult(request.requestCode, request.requestedPermissions, intArrayOf(with)) }
        hand.settle()
    }

    private fun comeBack() {
        hand.scenario.moveToState(Lifecycle.State.CREATED)
        hand.scenario.moveToState(Lifecycle.State.RESUMED)
        hand.settle()
        // Looks take their turn: when this one is through, or somebody is asked, the app's own has been.
        val look = CoroutineScope(Dispatchers.Main).launch { parts.reminders.ask { emptyList() } }
        hand.until("it was looked whether there is a reminder") { !look.isActive || asked() != null }
    }

    /** The customer expects the engineer in half an hour. */
    private fun agreeVisitSoon() {
        val from = LocalDateTime.now(ZoneId.of("Asia/Shanghai")).truncatedTo(ChronoUnit.MINUTES).plusMinutes(30)
        val entries = listOf(Entry("from", "$from"), Entry("to", "${from.plusHours(1)}"), Entry("with", ""))
        var failed: Throwable? = null
        Thread { failed = runCatching { parts.core().act(Action.Plan(stage["job"], PlanAction.AGREE), entries) }.exceptionOrNull() }.apply { start() }.join()
        assertEquals(null, failed)
    }

    /** The app with its own parts, but for the hardware's keys, which there are none of here; the hub is gone then. */
    private fun joined(work: () -> Unit) {
        stage = Stage.set(temporary.newFolder("stage"))
        parts = useOwnParts(temporary.newFolder("keys"))
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            hand = Hand(compose, scenario)
            HubProcess.start(File(stage.folder, "hub")).use { hub ->
                hand.join(hub.enrolmentLink(stage["engineer"]))
                hand.until("the jobs come") { hand.shown("row-${stage["job"]}") }
                hand.settle()
            }
            assertEquals("never at the first start", null, asked())
            // A job that waits for the engineer's word is a reminder itself.
            var failed: Throwable? = null
            Thread { failed = runCatching { parts.core().acceptReminded("given/${stage["job"]}") }.exceptionOrNull() }.apply { start() }.join()
            assertEquals(null, failed)
            work()
        }
    }
}
