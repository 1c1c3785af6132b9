package app.fettle.support

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import app.fettle.platform.Allowed
import app.fettle.platform.Camera
import app.fettle.platform.Frame

/** A camera that sees what the test shows it. */
class TestCamera : Camera {
    override var allowed by mutableStateOf(Allowed.YES)
    override var hasTorch by mutableStateOf(true)
    var torch = false
    var asked = 0

    override var failed by mutableStateOf(false)

    override fun again() {
        failed = false
    }

    /** What is drawn of what it sees. */
    var sees: ImageBitmap? = null

    /** What the next photo is. */
    var photo: ByteArray? = null

    /** The screen that looks for codes now. */
    private var looking: ((Frame) -> Unit)? = null

    override fun ask() {
        asked++
    }

    @Composable
    override fun Preview(modifier: Modifier, torch: Boolean, onFrame: ((Frame) -> Unit)?) {
        this.torch = torch
        Box(modifier.testTag("preview")) {
            sees?.let { Image(it, null, Modifier.fillMaxSize(), contentScale = ContentScale.Crop) }
        }
        DisposableEffect(onFrame) {
            looking = onFrame
            onDispose { looking = null }
        }
    }

    /** Holds a label before the camera; false where nobody looks for codes. */
    fun show(luma: Luma): Boolean {
        val look = looking ?: return false
        look(Frame(luma.width, luma.height, luma.width, luma.bytes))
        return true
    }

    override suspend fun take(): ByteArray? = photo
}
