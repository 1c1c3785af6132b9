package app.fettle

import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.support.Day
import app.fettle.support.HubProcess
import app.fettle.support.Phone
import app.fettle.support.Stage
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** A working day through the bindings: the real core, the real hub, a real network connection that goes away in the middle. */
class DayTest {
    @get:Rule val temporary = TemporaryFolder()

    @Test
    fun aRepairFromTheCallToTheSignedSheet() {
        val stage = Stage.set(temporary.newFolder("stage"))
        val data = File(stage.folder, "hub")
        val hub = HubProcess.start(data)
        val phone = hub.use { Phone.joining(temporary.newFolder("phone"), it.enrolmentLink(stage["engineer"])).apply { synced() } }
        val day = Day(stage, phone)
        val today = (phone.open(Route.Today).screen as Screen.Today).v1
        assertEquals(listOf(stage["job"]), today.jobs.rows.map { it.key })

        // The hub was killed: no network from here on.
        day.leave()
        assertEquals("what was taken is in the bag", 1, phone.bag().bag.rows.size)
        assertEquals("and owed", 1, phone.bag().debts.rows.size)
        day.begin()
        val offline = phone.sync()
        assertFalse("a sync without a network", offline.ok)
        assertTrue("nothing is lost, it waits", offline.waiting > 0uL)
        day.repair()
        assertEquals("the scanned label leads to the return", Route.Return(null, "]Q1${stage["faulty"]}"), day.giveBack())
        assertEquals("the part is on its way, and nothing is left to do", emptyList<Route>(), phone.bag().debts.rows.mapNotNull { it.open })
        val shown = day.sign()
        assertEquals("what was signed is what was shown", shown, phone.sheet(stage).hash)
        assertTrue(phone.sheet(stage).answer!!.svg.startsWith("<svg"))

        // The network is back, at the address that the phone knows.
        HubProcess.start(data, hub.port).use { again ->
            assertEquals("everything is in", 0uL, phone.synced().waiting)

            // Whoever took the call sees it signed, from the hub alone.
            val colleague = Phone.joining(temporary.newFolder("colleague"), again.enrolmentLink(stage["colleague"]))
            colleague.synced()
            val seen = (colleague.open(day.job).screen as Screen.Job).v1
            val mine = (phone.open(day.job).screen as Screen.Job).v1
            assertEquals(mine.status, seen.status)
            assertEquals(mine.head.title, seen.head.title)
            assertEquals(shown, colleague.sheet(stage).hash)
            assertNotNull(colleague.sheet(stage).answer)
        }
    }

    private fun Phone.synced() = sync().also { assertTrue("${it.code}: ${it.text}", it.ok) }

    private fun Phone.bag() = (open(Route.PartsBag).screen as Screen.PartsBag).v1

    private fun Phone.sheet(stage: Stage) = (open(Route.SheetAndSign(stage["job"], "")).screen as Screen.SheetAndSign).v1
}
