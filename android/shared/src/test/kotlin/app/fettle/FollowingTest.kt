package app.fettle

import app.fettle.core.Route
import app.fettle.shell.Awake
import app.fettle.shell.Following
import app.fettle.support.HubProcess
import app.fettle.support.Phone
import app.fettle.support.Stage
import java.io.File
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** An app in front follows the hub: the real core, the real hub as a process, a real line between them. */
class FollowingTest {
    @get:Rule val temporary = TemporaryFolder()

    @Test
    fun whatAnotherRecordsShowsByItselfWhileTheAppIsInFront() {
        val stage = Stage.set(temporary.newFolder("stage"))
        HubProcess.start(File(stage.folder, "hub")).use { hub ->
            val engineer = Phone.joining(temporary.newFolder("phone"), hub.enrolmentLink(stage["engineer"]))
            val colleague = Phone.joining(temporary.newFolder("colleague"), hub.enrolmentLink(stage["colleague"]))
            assertTrue(colleague.sync().ok)
            val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
            val runs = AtomicInteger()
            val awake = Awake().apply { seen = true }
            val following = Following(scope, awake, { engineer.app }, 50.milliseconds) { runs.incrementAndGet() }
            try {
                following.start()
                following.start()
                until { runs.get() > 0 }

                val job = Route.Job(stage["job"])
                colleague.open(job).tap("note", "text" to "打过电话，下午在")
                assertTrue(colleague.sync().ok)
                // Without the line it would look after a minute.
                until { engineer.open(job).screen.toString().contains("打过电话，下午在") }

                // What is recorded here goes out by itself as well.
                engineer.open(job).tap("note", "text" to "知道了")
                until { colleague.sync().ok && colleague.open(job).screen.toString().contains("知道了") }
            } finally {
                following.stop()
            }
            // Out of sight nobody asks any more.
            runBlocking { delay(500.milliseconds) }
            val before = runs.get()
            colleague.tap("note", "text" to "再见")
            assertTrue(colleague.sync().ok)
            runBlocking { delay(1500.milliseconds) }
            assertEquals(before, runs.get())
            scope.cancel()
        }
    }

    private fun until(there: () -> Boolean) = runBlocking { withTimeout(30.seconds) { while (!there()) delay(20.milliseconds) } }
}
