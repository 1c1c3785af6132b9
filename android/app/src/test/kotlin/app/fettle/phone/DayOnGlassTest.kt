package app.fettle.phone

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.ffi.FettleApp
import app.fettle.shell.FolderKeys
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

            HubProcess.start(data, hub.port).use { again ->
                synced()
                seenByTheDesk(again, seen)
            }
        }
        assertEquals("core calls on the UI thread", emptyList<String>(), OffUiThread.calls)
    }

    private fun join(hub: HubProcess) {
        hand.await("button-scan")
        hand.tap("button-scan")
        val code = Qr.luma(hub.enrolmentLink(stage["engineer"]))
        hand.until("the code is read") { hand.shown("section-jobs") || !parts.camera.show(code) && false }
        hand.settle()
    }

    /** Tools and papers checked, on the way. */
    private fun leave() {
        hand.press("ready")
        hand.press("begin")
        hand.fillChecklist()
        hand.press("leave")
    }

    /** A part from the store, its serial number read by the camera; without a network the paper follows. */
    private fun take() {
        home()
        hand.press("take")
        hand.choose("part", stage["card"], "panel-take_first")
        hand.tap("scan-serial", "panel-take_first")
        val serial = Qr.luma(SERIAL)
        hand.until("the field has its code") { !hand.shown("field-scanner") || !parts.camera.show(serial) && false }
        hand.tap("button-take_first")
        hand.tap("ask-confirm")
        assertNull(hand.shell.refusal)
    }

    private fun begin() {
        home()
        hand.press("arrive")
        hand.press("start")
        hand.answer("decision" to "refused") { hand.press("backup") }
    }

    /** A photo before anything is replaced. */
    private fun evidence() {
        hand.press("evidence_photo")
        parts.camera.photo = stage.photo
        hand.tap("button-take")
        hand.type("caption", "换下前：齿轮打滑")
        hand.scenario.recreate()
        hand.await("button-keep")
        hand.tap("button-keep")
        assertEquals(1, (hand.screen as Screen.Photo).v1.taken.rows.size)
        assertEquals("换下前：齿轮打滑", (hand.screen as Screen.Photo).v1.taken.rows.first().title)
        assertNull(hand.shell.taken)
    }

    private fun repair() {
        home()
        hand.answer("serial_out" to stage["faulty"]) { hand.press("replace") }
        hand.answer("text" to "更换解码板，云台恢复转动", "minutes" to "40") { hand.press("work") }
    }

    /** A checklist whose answer is half typed when the system ends the process. */
    private fun checkWithTheProcessDyingInTheMiddle() {
        hand.press("check_repair_check")
        val first = hand.items().first { item -> item.fields.any { it.key == "remark" } && !item.done }
        val item = "item-${first.slot}"
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
        hand.press("return")
        hand.tap("button-scan")
        hand.until("the label is read") { (hand.shell.routes.last() as? Route.Return)?.code != null || !parts.camera.show(stage.label) && false }
        hand.settle()
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
        hand.tap("button-sign")
        assertNull(hand.shell.refusal)
        return shown.hash
    }

    private fun synced() {
        home(Route.Today)
        hand.press("sync")
        assertFalse("work waits", (hand.screen as Screen.Sync).v1.waiting.rows.isEmpty())
        hand.press("now")
        hand.until("the work is in") { !hand.shell.busy && (hand.screen as? Screen.Sync)?.v1?.waiting?.rows?.isEmpty() == true }
        assertNull(hand.shell.refusal)
    }

    /** Whoever took the call sees it signed, from the hub alone. */
    private fun seenByTheDesk(hub: HubProcess, hash: String) = runBlocking {
        val keys = FolderKeys(temporary.newFolder("desk-keys"))
        val desk = FettleApp.open(temporary.newFolder("desk").path, "zh-CN", "test", keys, null, null)
        desk.enrol(hub.enrolmentLink(stage["colleague"]), "desk")
        assertTrue(desk.sync().ok)
        val sheet = (desk.screen(Route.SheetAndSign(stage["job"])) as Screen.SheetAndSign).v1
        assertEquals("what was signed is what was shown", hash, sheet.hash)
        val answer = sheet.answer
        assertNotNull("the sheet is signed", answer)
        assertEquals("three strokes", 3, Regex("M").findAll(answer!!.svg.substringAfter(" d=")).count())
    }

    private fun home(to: Route = Route.Job(stage["job"])) {
        while (hand.shell.routes.last() != to) {
            check(hand.shell.routes.size > 1) { "no way back to $to" }
            hand.scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
            hand.settle()
        }
    }

    /** The system ends the process while the app is out of sight: only what was written down comes back. */
    private fun die() {
        hand.scenario.onActivity { it.viewModelStore.clear() }
        parts.closed()
        hand.scenario.recreate()
        hand.await("body")
    }

    private fun assertNull(what: Any?) = assertEquals(null, what)

    private companion object {
        const val SERIAL = "PTZ-600-DB-IN001"
    }
}
