package app.fettle.phone

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import app.fettle.core.Route
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

/** The stock keeper's day on the glass: a part comes back and is inspected, the store is counted; the hub is away, and gets it all in the evening. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w411dp-h891dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class KeeperOnGlassTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private lateinit var stage: Stage
    private lateinit var parts: TestParts
    private lateinit var hand: Hand

    @Test
    fun aPartComesBackIsInspectedAndTheStoreIsCounted() {
        stage = Stage.set(temporary.newFolder("stage"))
        val data = File(stage.folder, "hub")
        val hub = HubProcess.start(data)
        val engineer = Phone.joining(temporary.newFolder("engineer"), hub.enrolmentLink(stage["engineer"])).apply { sync() }
        Day(stage, engineer).leave()
        assertTrue(engineer.sync().ok)
        assertEquals("the engineer owes a part", 1, owed(engineer))

        parts = TestParts.use(temporary.newFolder("phone"), "zh-CN")
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            hand = Hand(compose, scenario)
            hub.use { join(it) }
            // The hub was killed: no network from here on.
            receive()
            inspect()
            count()
            HubProcess.start(data, hub.port).use { again ->
                hand.sync()
                seenByOthers(again, engineer)
            }
        }
        assertEquals("core calls on the UI thread", emptyList<String>(), OffUiThread.calls)
    }

    private fun join(hub: HubProcess) {
        hand.joinByScan(parts, hub.enrolmentLink(KEEPER)) { hand.shell.routes.last() == Route.Today }
        hand.until("the work of the store comes") { !hand.shell.busy }
        hand.press("store")
    }

    /** What the engineer owes comes back: who and what are filled in, the label on the piece is read by the camera. */
    private fun receive() {
        hand.tap("row-${stock().debts.rows.single().key}")
        val proposed = (hand.screen as Screen.Return).v1.back.fields.associate { it.key to it.value }
        assertEquals("the part that is owed", stage["card"], proposed["part"])
        assertTrue("who owes it", proposed["person"].orEmpty().isNotEmpty())
        hand.tap("scan-serial", "panel-back")
        hand.hold(parts, stage.label) { !hand.shown("field-scanner") }
        hand.choose("label", "bad", "panel-back")
        hand.tap("button-give_back")
        assertEquals(null, hand.shell.refusal)
        assertEquals("nothing is owed any more", 0, stock().debts.rows.size)
    }

    /** Nothing becomes available without inspection; only a manager scraps. */
    private fun inspect() {
        hand.tap("row-${stock().quarantine.rows.single().key}")
        val scrap = (hand.screen as Screen.Inspect).v1.findings.first { it.key == "scrap" }
        assertTrue("why it cannot be scrapped", !scrap.enabled && scrap.whyNot.isNotEmpty())
        hand.answer("remark" to "驱动输出不稳") { hand.press("repairable") }
        assertEquals(null, hand.shell.refusal)
        hand.backTo(Route.Stock)
        assertEquals(listOf(0, 1), listOf(stock().quarantine.rows.size, stock().repair.rows.size))
    }

    /** One piece by the camera, one line by hand; the process dies in between, and what was counted is still counted. */
    private fun count() {
        val place = stock().places.rows.first { it.title == STORE }.key
        val stocktake = Route.Stocktake(place)
        hand.tap("row-$place")
        hand.press("scan")
        hand.hold(parts, Qr.luma(SERIAL)) { counted(stocktake) == 1u }
        hand.backTo(stocktake)
        hand.die(parts)
        assertEquals("the count outlives the process", 1u, shownCount().progress.done)
        val line = shownCount().lines.rows.first { row -> MANY.any { it in row.detail } }.key
        hand.answer("quantity" to "1") { hand.tap("button-count", "row-$line") }
        assertEquals(null, hand.shell.refusal)
        assertEquals("a difference", 1, shownCount().differences.rows.size)
        hand.answer("reason" to "盘点差异") { hand.press("book") }
        assertEquals(null, hand.shell.refusal)
        assertEquals(Route.Stock, hand.shell.routes.last())
        hand.tap("row-$place")
        assertEquals("booked, and nothing is half counted", listOf(0, 0), shownCount().run { listOf(progress.done.toInt(), differences.rows.size) })
    }

    /** From the hub alone: the engineer owes nothing, and the manager sees where the part lies. */
    private fun seenByOthers(hub: HubProcess, engineer: Phone) {
        assertTrue(engineer.sync().ok)
        assertEquals(0, owed(engineer))
        val manager = Phone.joining(temporary.newFolder("manager"), hub.enrolmentLink(MANAGER)).apply { sync() }
        val seen = (manager.open(Route.Stock).screen as Screen.Stock).v1
        assertEquals(listOf(0, 1), listOf(seen.quarantine.rows.size, seen.repair.rows.size))
    }

    private fun stock() = (hand.screen as Screen.Stock).v1

    private fun shownCount() = (hand.screen as Screen.Stocktake).v1

    /** How many lines the core has counted, whatever is shown. */
    private fun counted(route: Route): UInt {
        var done = 0u
        val core = parts.core()
        Thread { done = (core.screen(route) as Screen.Stocktake).v1.progress.done }.apply { start() }.join()
        return done
    }

    private fun owed(phone: Phone) = (phone.open(Route.PartsBag).screen as Screen.PartsBag).v1.debts.rows.size

    private companion object {
        const val KEEPER = "sun"
        const val MANAGER = "zhou"

        const val STORE = "北京总库"

        /** A piece of it. */
        const val SERIAL = "PTZ-600-DB-IN002"

        /** Cards that are counted by the piece, not by serial numbers. */
        val MANY = listOf("P-2001", "P-2002", "P-2003", "P-3001", "P-3002", "P-5002")
    }
}
