package app.fettle.desk

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import app.fettle.core.Screen
import app.fettle.shell.AppShell
import java.io.File
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What the window shows, without a window. */
class TryTest {
    @get:Rule val temporary = TemporaryFolder()

    @Test
    fun aFreshPhoneOpensOnTheRealCoreAndAsksToBeEnrolled() {
        var shell: AppShell? = null
        val camera = FileCamera(null)
        val scene = ImageComposeScene(822, 1782, Density(2f)) { Phone(temporary.root, DeskPlatform(camera), "en") { shell = it } }
        try {
            for (frame in 0L until 600L) {
                scene.render(frame * 16_000_000)
                if (shell?.screen is Screen.Enrol) return
                Thread.sleep(50)
            }
        } finally {
            scene.close()
        }
        assertTrue("the core did not open: ${File(temporary.root, "data").list()?.toList()}", false)
    }
}
