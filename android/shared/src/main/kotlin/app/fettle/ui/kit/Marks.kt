package app.fettle.ui.kit

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag

/**
 * A photo that was taken and is not kept yet: the camera's file, and what was drawn on it. They are one, so that they live and end together:
 * a new photo begins without marks. [gallery]: it was chosen from the phone's pictures.
 */
class Taken(val bytes: ByteArray, val marks: Ink = Ink.onPicture(), val gallery: Boolean = false)

/**
 * A picture as large as it fits, and on it the marks as the core will draw them into it. The box has the picture's own shape, so that the
 * drawing lies on the picture to its edges, whatever room there is. [over]: what else stands on the picture.
 */
@Composable
fun MarkedPicture(picture: ImageBitmap, marks: Ink, shell: Shell, modifier: Modifier = Modifier, over: @Composable () -> Unit) {
    Box(modifier.aspectRatio(picture.width.toFloat() / picture.height).clipToBounds(), Alignment.BottomStart) {
        Image(picture, shell.words.photo, Modifier.fillMaxSize(), contentScale = ContentScale.FillBounds)
        over()
        Canvas(Modifier.fillMaxSize().testTag("marks").pen(marks)) {
            val width = maxOf(size.width, size.height) * PEN
            // All rims first, so that a stroke is not cut where another crosses it.
            drawInk(marks, Color.White, width * (1 + 2 * RIM))
            drawInk(marks, RED, width)
        }
    }
}

// As the core draws them: `media/src/photo/marks.rs`.
private val RED = Color(220, 20, 20)
private const val PEN = 0.005f
private const val RIM = 0.4f
