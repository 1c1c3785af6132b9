package app.fettle.desk

import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import app.fettle.core.Screen
import app.fettle.shell.AppShell
import java.io.File
import java.util.HexFormat
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Surface
import org.junit.Assert.assertEquals
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

    @Test
    fun aPictureStandsUprightHoweverTheCameraWasHeld() {
        val surface = Surface.makeRasterN32Premul(40, 20)
        val lying = surface.makeImageSnapshot().encodeToData(EncodedImageFormat.JPEG)!!.bytes
        // Behind the file's first two bytes: a block that says "turned by a quarter" (Exif 2.32, tag 274 is 6).
        val head = "ffe100224578696600004d4d002a000000080001011200030000000100060000" + "00000000"
        val turned = lying.copyOf(2) + HexFormat.of().parseHex(head) + lying.copyOfRange(2, lying.size)
        assertEquals(40 to 20, decoded(lying)!!.let { it.width to it.height })
        assertEquals(20 to 40, decoded(turned)!!.let { it.width to it.height })
    }
}
