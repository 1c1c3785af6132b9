package app.fettle.support

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import app.fettle.core.MapPoint
import app.fettle.platform.Pdf
import app.fettle.platform.Platform
import org.jetbrains.skia.Image

/** A phone's platform in a test: it remembers what it was asked for, and gives what the test puts before it. */
class TestPlatform(override val camera: TestCamera = TestCamera()) : Platform {
    var pulses = 0
    var place: String? = null
    val maps = mutableListOf<MapPoint>()
    val dialled = mutableListOf<String>()
    val copied = mutableListOf<String>()
    val shared = mutableListOf<String>()

    override var pdf: Pdf? = TestPdf()

    override fun pulse() {
        pulses++
    }

    override suspend fun here() = place

    override fun map(point: MapPoint): Boolean {
        maps += point
        return true
    }

    override fun dial(number: String): Boolean {
        dialled += number
        return true
    }

    override fun copy(text: String) {
        copied += text
    }

    override fun share(path: String, type: String) {
        shared += path
    }

    override fun decode(bytes: ByteArray): ImageBitmap? =
        try {
            Image.makeFromEncoded(bytes).toComposeImageBitmap()
        } catch (_: IllegalArgumentException) {
            null
        }
}
