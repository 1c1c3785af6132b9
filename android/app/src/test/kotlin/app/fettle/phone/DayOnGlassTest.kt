package app.fettle.phone

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.ffi.FettleApp
import app.fettle.shell.DeskClock
import app.fettle.shell.FolderKeys
import app.fettle.shell.NoOwner
import app.fettle.support.HubProcess
import app.fettle.support.Stage
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The engineer's whole day on the glass: the real activity, the real core, a running hub that goes away in the middle and comes back. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w411dp-h891dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class DayOnGlassTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private lateinit var stage: Stage
    private lateinit var parts: TestParts
    private lateinit var hand: Hand

    @Test
    fun aRepairFromTheScannedCodeToTheSignedSheetOnTheHub() {
        stage = Stage.set(temporary.newFolder("stage"))
        val data = File(stage.folder, "hub")
        parts = TestParts.use(temporary.newFolder("phone"), "zh-CN")
        val hub = HubProcess.start(data)
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            hand = Hand(compose, scenario)
            hub.use { join(it) }
            // The hub was killed: no network from here on.
            hand.tap("row-${stage["job"]}")
            leave()
            take()
            begin()
            evidence()
            repair()
            checkWithTheProcessDyingInTheMiddle()
            giveBack()
            val seen = signWithThePhoneTurnedInTheMiddle()
            shareThePaper(seen)

            HubProcess.start(data, hub.port).use { again ->
                synced()
                seenByTheDesk(again, seen)
            }
        }
        assertEquals("core calls on the UI thread", emptyList<String>(), OffUiThread.calls)
    }

    private fun join(hub: HubProcess) = hand.joinByScan(parts, hub.enrolmentLink(stage["engineer"])) { hand.shown("section-jobs") }

    /** Tools and papers checked, on the way. */
    private fun leave() {
        hand.press("ready")
        hand.fillChecklist()
        hand.press("leave")
    }

    /** A part from the store, its serial number read by the camera; without a network the paper follows. */
    private fun take() {
        home()
        hand.press("take")
        hand.choose("part", stage["card"], "panel-request")
        hand.tap("button-take_first")
        hand.tap("scan-serial", "ask")
        hand.hold(parts, Qr.luma(SERIAL)) { !hand.shown("field-scanner") }
        hand.choose("reason", "offline", "ask")
        hand.tap("ask-confirm")
        assertNull(hand.shell.refusal)
    }

    private fun begin() {
        home()
        hand.press("arrive")
        hand.press("start")
        hand.answer("decision" to "refused") { hand.press("backup") }
    }

    /** Photos before anything is replaced: one with a mark that shows where to look, the phone turned in the middle, and one without. */
    private fun evidence() {
        hand.press("evidence_photo")
        parts.camera.photo = stage.photo
        hand.tap("button-take")
        hand.type("caption", MARKED)
        hand.mark(0.2f to 0.3f, 0.8f to 0.3f)
        hand.scenario.recreate()
        hand.mark(0.2f to 0.6f, 0.8f to 0.6f)
        hand.tap("mark-undo")
        hand.tap("button-keep")
        assertTrue("back where it came from", hand.screen is Screen.Job)
        assertNull(hand.shell.taken)
        hand.press("evidence_photo")
        assertEquals(listOf(MARKED), photos().map { it.title })
        hand.tap("button-take")
        hand.await("marks")
        hand.type("caption", PLAIN)
        hand.tap("button-keep")
        hand.press("evidence_photo")
        val kept = photos().associate { it.title to seen(it.photo!!) }
        val (marked, plain) = kept.getValue(MARKED) to kept.getValue(PLAIN)
        assertTrue("upright, as it was looked at", marked.height > marked.width)
        assertTrue("the mark is in the photo", marked.red(0.5f, 0.3f) > plain.red(0.5f, 0.3f) + 60)
        assertTrue("what was taken back is not", marked.red(0.5f, 0.6f) < plain.red(0.5f, 0.6f) + 60)
    }

    private fun photos() = (hand.screen as Screen.Photo).v1.taken.rows

    /** A photo of the record, as the core gives it. */
    private fun seen(hash: String): Bitmap {
        var found: Bitmap? = null
        val core = parts.core()
        Thread { found = core.picture(hash).let { BitmapFactory.decodeByteArray(it, 0, it.size) } }.apply { start() }.join()
        return found!!
    }

    /** How much redder than grey the reddest pixel about a place is. */
    private fun Bitmap.red(x: Float, y: Float): Int {
        val (column, row) = (width * x).toInt() to (height * y).toInt()
        return (row - 3..row + 3).map { getPixel(column, it) }.maxOf { Color.red(it) - (Color.green(it) + Color.blue(it)) / 2 }
    }

    private fun repair() {
        home()
        hand.answer("serial_out" to stage["faulty"]) { hand.press("replace") }
        halfAskedWhenTheProcessDies()
        hand.answer { hand.press("work") }
        assertEquals("it is recorded, and forgotten as a draft", "", asked("work", "text"))
    }

    /** A question that is half answered when the phone is turned, and then the system ends the process. */
    private fun halfAskedWhenTheProcessDies() {
        hand.press("work")
        hand.type("text", "更换解码板，云台", "ask")
        hand.scenario.recreate()
        hand.await("ask")
        hand.type("text", "更换解码板，云台恢复转动", "ask")
        hand.pass(1_000)
        die()
        assertFalse("the question is gone with the process", hand.shown("ask"))
        assertEquals("the core kept what was typed", "更换解码板，云台恢复转动", asked("work", "text"))
    }

    /** What a button of the job will ask, as the core has it. */
    private fun asked(button: String, field: String): String {
        val job = (hand.screen as Screen.Job).v1
        return (job.buttons + job.work + job.more).first { it.key == button }.ask.first { it.key == field }.value
    }

    /** A checklist whose answer is half typed when the system ends the process. */
    private fun checkWithTheProcessDyingInTheMiddle() {
        hand.press("check_repair_check")
        val first = hand.items().first { item -> item.fields.any { it.key == "remark" } && !item.done }
        val item = "item-${first.slot}"
        // The remark is closed until somebody wants it.
        hand.tap("remark-open", item)
        hand.type("remark", "齿轮有异响", item)
        hand.pass(1_000)
        die()
        assertTrue("the checklist is shown again", hand.screen is Screen.Checklist)
        val after = hand.items().first { it.slot == first.slot }
        assertEquals("the core kept what was typed", "齿轮有异响", after.fields.first { it.key == "remark" }.value)
        hand.fillChecklist()
        hand.press("complete")
    }

    /** The faulty part's label before the camera leads to its return. */
    private fun giveBack() {
        home()
        hand.answer("cause" to "front_end_quality", "diagnosis" to "解码板驱动输出不稳") { hand.press("cause") }
        hand.tapAwayWhatWasTold()
        hand.press("return")
        hand.tap("button-scan")
        hand.hold(parts, stage.label) { (hand.shell.routes.last() as? Route.Return)?.code != null }
        hand.choose("part", stage["card"], "panel-back")
        hand.choose("label", "bad", "panel-back")
        hand.tap("button-give_back")
        assertNull(hand.shell.refusal)
    }

    /** The customer signs in two goes: the phone is turned, and then dies, between the strokes. */
    private fun signWithThePhoneTurnedInTheMiddle(): String {
        home()
        hand.answer("summary" to "更换解码板") { hand.press("complete") }
        val shown = (hand.screen as Screen.SheetAndSign).v1
        assertEquals("", shown.missing)
        hand.sign(2)
        hand.scenario.recreate()
        hand.settle()
        hand.sign(1)
        die()
        hand.tap("sign-undo")
        hand.sign(1)
        hand.choose("who", shown.signer.first { it.key == "who" }.choices.first().key, "signing")
        hand.tap("button-sign")
        assertNull(hand.shell.refusal)
        assertTrue("the customer sees what they get", (hand.screen as Screen.SheetAndSign).v1.receipt != null)
        return shown.hash
    }

    /** The signed sheet goes to another app as a paper, without a network. */
    private fun shareThePaper(hash: String) {
        hand.tap("button-share")
        hand.until("it is shared") { parts.shares.isNotEmpty() }
        val (path, type) = parts.shares.single()
        assertEquals("application/pdf", type)
        assertTrue(path, File(path).parentFile == parts.shared && File(path).exists() && hash.take(8) in path)
        val pages = parts.pdf.drawn
        assertTrue("there are pages", pages.isNotEmpty())
        pages.forEachIndexed { page, drawn ->
            assertTrue("page $page is written on", drawn.ink(MARGIN until drawn.height - MARGIN) > 200)
            assertEquals("page $page keeps its margins", 0, drawn.ink(0 until MARGIN - 2) + drawn.ink(drawn.height - MARGIN + 2 until drawn.height))
        }
        assertNull(hand.shell.refusal)
    }

    private fun Bitmap.ink(rows: IntRange): Int {
        val pixels = IntArray(width * (rows.last - rows.first + 1))
        getPixels(pixels, 0, width, 0, rows.first, width, rows.last - rows.first + 1)
        return pixels.count { it != Color.WHITE }
    }

    private fun synced() {
        home(Route.Today)
        hand.press("sync")
        // What waited may be in already: the app in front follows the hub, and tries again when it is there.
        hand.sync()
    }

    /** Whoever took the call sees it signed, from the hub alone. */
    private fun seenByTheDesk(hub: HubProcess, hash: String) = runBlocking {
        val keys = FolderKeys(temporary.newFolder("desk-keys"))
        val desk = FettleApp.open(temporary.newFolder("desk").path, "zh-CN", "test", keys, DeskClock(), NoOwner)
        desk.enrol(hub.enrolmentLink(stage["colleague"]), "desk")
        assertTrue(desk.sync().ok)
        val sheet = (desk.screen(Route.SheetAndSign(stage["job"], "")) as Screen.SheetAndSign).v1
        assertEquals("what was signed is what was shown", hash, sheet.hash)
        val answer = sheet.answer
        assertNotNull("the sheet is signed", answer)
        assertEquals("three strokes", 3, Regex("M").findAll(answer!!.svg.substringAfter(" d=")).count())
    }

    private fun home(to: Route = Route.Job(stage["job"])) = hand.backTo(to)

    private fun die() = hand.die(parts)

    private fun assertNull(what: Any?) = assertEquals(null, what)

    private companion object {
        const val SERIAL = "PTZ-600-DB-IN001"
        const val MARKED = "换下前：齿轮打滑"
        const val PLAIN = "换下前：全景"

        /** Of a paper, in points. */
        const val MARGIN = 48
    }
}
