package app.fettle.desk

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.layout.ContentScale
import app.fettle.core.MapPoint
import app.fettle.platform.Allowed
import app.fettle.platform.Camera
import app.fettle.platform.Frame
import app.fettle.platform.Pdf
import app.fettle.platform.Platform
import java.awt.Desktop
import java.awt.HeadlessException
import java.awt.Toolkit
import java.awt.datatransfer.StringSelection
import java.io.File
import java.net.URI
import javax.imageio.ImageIO
import kotlinx.coroutines.delay
import org.jetbrains.skia.Image as SkiaImage

/** A camera that sees one picture file, such as a photo of a label or of the hub's QR; without one there is no camera. */
class FileCamera(private val file: File?) : Camera {
    override val failed = false

    override fun again() = Unit

    private val picture: ImageBitmap? by lazy { file?.let { decoded(it.readBytes()) } }

    override val allowed = if (file == null) Allowed.NONE else Allowed.YES
    override val hasTorch = false

    override fun ask() = Unit

    @Composable
    override fun Preview(modifier: Modifier, torch: Boolean, onFrame: ((Frame) -> Unit)?) {
        Box(modifier) { picture?.let { Image(it, null, Modifier.fillMaxSize(), contentScale = ContentScale.Fit) } }
        if (onFrame != null) {
            LaunchedEffect(onFrame) {
                while (true) {
                    frame?.let(onFrame)
                    delay(FRAME_MS)
                }
            }
        }
    }

    /** The picture's brightness, as a camera would give it. */
    private val frame: Frame? by lazy {
        file?.let(ImageIO::read)?.let { read ->
            val luma = ByteArray(read.width * read.height)
            for (y in 0 until read.height) {
                for (x in 0 until read.width) {
                    val rgb = read.getRGB(x, y)
                    val (red, green, blue) = Triple(rgb shr 16 and 255, rgb shr 8 and 255, rgb and 255)
                    luma[y * read.width + x] = ((299 * red + 587 * green + 114 * blue) / 1000).toByte()
                }
            }
            Frame(read.width, read.height, read.width, luma)
        }
    }

    override suspend fun take(): ByteArray? = file?.readBytes()

    private companion object {
        const val FRAME_MS = 200L
    }
}

/** What a desktop gives in a phone's place. */
class DeskPlatform(override val camera: Camera) : Platform {
    /** It would need a library of its own. */
    override val pdf: Pdf? = null

    override fun pulse() = Unit

    override suspend fun here(): String? = null

    override fun map(point: MapPoint): Boolean = open { it.browse(URI("https://www.openstreetmap.org/?mlat=${point.latitude}&mlon=${point.longitude}")) }

    /** A desktop calls nobody: the shell says the number. */
    override fun dial(number: String): Boolean = false

    override fun copy(text: String) {
        try {
            Toolkit.getDefaultToolkit().systemClipboard.setContents(StringSelection(text), null)
        } catch (_: HeadlessException) {
            // No screen, no clipboard.
        } catch (_: IllegalStateException) {
            // Another program holds it.
        }
    }

    override fun share(path: String, type: String) {
        open { it.open(File(path).parentFile) }
    }

    override fun decode(bytes: ByteArray): ImageBitmap? = decoded(bytes)

    private fun open(work: (Desktop) -> Unit): Boolean {
        if (!Desktop.isDesktopSupported()) return false
        return try {
            work(Desktop.getDesktop())
            true
        } catch (_: UnsupportedOperationException) {
            false
        } catch (_: java.io.IOException) {
            false
        }
    }
}

internal fun decoded(bytes: ByteArray): ImageBitmap? =
    try {
        SkiaImage.makeFromEncoded(bytes).toComposeImageBitmap()
    } catch (_: IllegalArgumentException) {
        null
    }
