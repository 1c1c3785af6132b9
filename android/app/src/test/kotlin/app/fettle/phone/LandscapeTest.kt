package app.fettle.phone

import android.app.Application
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import app.fettle.core.Screen
import app.fettle.support.Day
import app.fettle.support.HubProcess
import app.fettle.support.Phone
import app.fettle.support.Stage
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The phone lies on its side: what is drawn on is seen whole, and what is to be tapped is where a finger can reach it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w891dp-h411dp-land-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class LandscapeTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private lateinit var stage: Stage
    private lateinit var parts: TestParts

    @Test
    fun aPhotoIsTakenMarkedAndKept() =
        onTheJob({
            leave()
            begin()
        }) { hand ->
            hand.press("evidence_photo")
            parts.camera.photo = stage.photo
            hand.whole("preview")
            hand.reachable("button-take")
            hand.tap("button-take")
            hand.await("marks")
            hand.whole("marks")
            hand.mark(0.2f to 0.3f, 0.8f to 0.3f)
            hand.reachable("mark-undo")
            hand.reachable("button-keep")
            hand.tap("button-keep")
            hand.press("evidence_photo")
            assertEquals(2, (hand.screen as Screen.Photo).v1.taken.rows.size)
        }

    @Test
    fun aPictureOfThePhoneIsChosenAndMarkedAsSuch() =
        onTheJob({
            leave()
            begin()
        }) { hand ->
            hand.press("evidence_photo")
            hand.reachable("button-gallery")
            hand.tap("button-gallery")
            assertEquals("photo_unreadable", hand.shell.refusal?.code)
            parts.picture = stage.photo
            hand.tap("button-gallery")
            hand.await("marks")
            hand.reachable("button-keep")
            hand.tap("button-keep")
            hand.press("evidence_photo")
            val told = (hand.screen as Screen.Photo).v1.taken.rows.map { it.detail }
            assertEquals("the other one is the camera's: $told", 1, told.count { it.isNotEmpty() })
        }

    @Test
    fun aChecklistIsAnswered() =
        onTheJob({
            leave()
            begin()
        }) { hand ->
            hand.press("check_repair_check")
            val open = hand.items().first { it.required && !it.done }
            hand.reachable("button-${open.answers.firstOrNull()?.button?.key ?: "answer"}", "item-${open.slot}")
            hand.reachable("button-${(hand.screen as Screen.Checklist).v1.buttons.first().key}")
            hand.fillChecklist()
            hand.press("complete")
            assertEquals(null, hand.shell.refusal)
        }

    @Test
    fun theCustomerSigns() =
        onTheJob({
            leave()
            begin()
            repair()
            giveBack()
        }) { hand ->
            hand.answer("summary" to "更换解码板") { hand.press("complete") }
            hand.whole("pad")
            hand.sign(3)
            hand.reachable("sign-undo")
            hand.tap("sign-whole")
            hand.whole("sign-done")
            hand.tap("sign-done")
            val who = (hand.screen as Screen.SheetAndSign).v1.signer.first { it.key == "who" }
            hand.choose("who", who.choices.first().key, "signing")
            hand.reachable("button-sign")
            hand.tap("button-sign")
            assertEquals(null, hand.shell.refusal)
            hand.reachable("button-share")
        }

    /** The job on the glass, after what was done [before] without it. */
    private fun onTheJob(before: Day.() -> Unit, work: (Hand) -> Unit) {
        stage = Stage.set(temporary.newFolder("stage"))
        val folder = temporary.newFolder("phone")
        HubProcess.start(File(stage.folder, "hub")).use { hub ->
            val phone = Phone.joining(File(folder, "data"), hub.enrolmentLink(stage["engineer"])).apply { sync() }
            Day(stage, phone).before()
            phone.app.destroy()
        }
        parts = TestParts.use(folder, "zh-CN")
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val hand = Hand(compose, scenario)
            hand.await("row-${stage["job"]}")
            hand.tap("row-${stage["job"]}")
            work(hand)
        }
    }

    /** A finger reaches it: the part of it that is seen is as large as a finger. */
    private fun Hand.reachable(tag: String, within: String? = null) {
        val seen = seen(tag, within).second
        assertTrue("$tag is seen $seen dp high", seen >= 47.5f)
    }

    /** All of it is seen at once. */
    private fun Hand.whole(tag: String) {
        val (height, seen) = seen(tag)
        assertEquals("$tag is $height dp high, of which are seen", height, seen, 1f)
        assertTrue("$tag is $height dp high", height > 40f)
    }

    /** How high it is, and how much of that is on the glass when it was scrolled to, in dp. */
    private fun Hand.seen(tag: String, within: String? = null): Pair<Float, Float> {
        val node = find(tag, within).fetchSemanticsNode()
        val dense = ApplicationProvider.getApplicationContext<Application>().resources.displayMetrics.density
        return node.size.height / dense to node.boundsInRoot.height / dense
    }
}
