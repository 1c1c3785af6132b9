package app.fettle.phone

import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.test.core.app.ActivityScenario
import app.fettle.support.HubProcess
import app.fettle.support.Stage
import java.io.File
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The real activity over the real core and a running hub. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w411dp-h891dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class MainActivityTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    @Test
    fun aPhoneJoinsByTheCodeOnTheHubsPageAndItsDayOutlivesTheProcess() {
        val stage = Stage.set(temporary.newFolder("stage"))
        HubProcess.start(File(stage.folder, "hub")).use { hub ->
            val parts = TestParts.use(temporary.newFolder("phone"), "en")
            ActivityScenario.launch(MainActivity::class.java).use { scenario ->
                await("button-scan")
                compose.onNodeWithTag("button-scan").performClick()
                await("preview")
                // The camera sees the code until it is read.
                val code = Qr.luma(hub.enrolmentLink(stage["engineer"]))
                compose.waitUntil(WAIT) { parts.camera.show(code) && shown("section-jobs") }
                assertTrue("the background work is asked for", parts.syncsWanted > 0)

                compose.onAllNodesWithTag("row-${stage["job"]}").onFirst().performClick()
                await("summary")
                scenario.recreate()
                await("summary")
                compose.onNodeWithTag("button-ready").performClick()
                await("button-begin")
            }
        }
    }

    private fun shown(tag: String) = compose.onAllNodesWithTag(tag).fetchSemanticsNodes().isNotEmpty()

    private fun await(tag: String) = compose.waitUntil(WAIT) { shown(tag) }

    private companion object {
        /** A machine under load takes its time; a screen that does not come takes it all. */
        const val WAIT = 30_000L
    }
}
