package app.fettle.support

import androidx.compose.runtime.Composable
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.unit.Density
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.platform.Typeface
import java.io.File
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.FontMgr
import org.jetbrains.skia.FontStyle
import org.jetbrains.skia.Image

/** Draws composables as a phone would, without a display, into the folder that the build names. */
object Pictures {
    /** What a phone writes with; the system's Chinese font stands in for the characters that it lacks. */
    val font = FontFamily(Typeface(FontMgr.default.matchFamilyStyle("Roboto", FontStyle.NORMAL) ?: error("no Roboto")))

    private val folder = File(System.getProperty("fettle.pictures")).apply { mkdirs() }

    /** Draws [content] on a screen of [width] x [height] dp at two pixels a dp, twice: the second frame has settled sizes. */
    fun draw(name: String, width: Int = 411, height: Int = 891, fontScale: Float = 1f, content: @Composable () -> Unit): Image {
        val scene = ImageComposeScene(width * 2, height * 2, Density(2f, fontScale), content = content)
        try {
            scene.render(0)
            val image = scene.render(1_000_000_000)
            return image.also { save(name, it) }
        } finally {
            scene.close()
        }
    }

    /** Puts a picture beside the others, to be looked at. */
    fun save(name: String, image: Image) = File(folder, "$name.png").writeBytes(image.encodeToData(EncodedImageFormat.PNG)!!.bytes)
}
