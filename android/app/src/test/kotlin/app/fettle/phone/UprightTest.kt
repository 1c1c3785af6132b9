package app.fettle.phone

import android.graphics.Bitmap
import android.graphics.Color
import java.io.ByteArrayOutputStream
import java.util.HexFormat
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** A picture stands upright however the camera was held: marks are drawn on what is seen, and the core turns the file in the same way. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class UprightTest {
    @Test
    fun everyWayOfHoldingTheCameraComesOutUpright() {
        // Where the file's quarters stand when the picture is upright: top left, top right, bottom left, bottom right (Exif 2.32, tag 274).
        val seen = mapOf(1 to "RGBY", 2 to "GRYB", 3 to "YBGR", 4 to "BYRG", 5 to "RBGY", 6 to "BRYG", 7 to "YGBR", 8 to "GYRB")
        for ((orientation, quarters) in seen) {
            val picture = upright(file(orientation), 2048)!!
            val (width, height) = if (orientation < 5) 80 to 40 else 40 to 80
            assertEquals("$orientation", listOf(width, height), listOf(picture.width, picture.height))
            val places = listOf(1 to 1, 3 to 1, 1 to 3, 3 to 3).map { (x, y) -> picture.getPixel(width * x / 4, height * y / 4) }
            assertEquals("$orientation", quarters, places.map(::named).joinToString(""))
        }
    }

    @Test
    fun whatIsTooLargeForTheGlassIsReadSmallerAndWhatIsNoPictureIsNone() {
        assertTrue(upright(file(6), 20)!!.run { width <= 10 && height <= 20 })
        assertNull(upright(byteArrayOf(1, 2, 3), 2048))
    }

    private fun named(color: Int): String {
        // What JPEG did to it is less than half.
        val clear = listOf(Color.red(color), Color.green(color), Color.blue(color)).map { if (it < 128) 0 else 255 }
        return COLOURS.entries.firstOrNull { it.value == Color.rgb(clear[0], clear[1], clear[2]) }?.key ?: Integer.toHexString(color)
    }

    /** Four coloured quarters, as a camera writes them that was held so. */
    private fun file(orientation: Int): ByteArray {
        val colours = COLOURS.values.toList()
        val pixels = IntArray(80 * 40) { colours[(it / 80 / 20) * 2 + it % 80 / 40] }
        val jpeg = ByteArrayOutputStream()
        Bitmap.createBitmap(pixels, 80, 40, Bitmap.Config.ARGB_8888).compress(Bitmap.CompressFormat.JPEG, 95, jpeg)
        // Behind the file's first two bytes: a block with one entry.
        val exif = "ffe10022457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001000${orientation}0000" + "00000000"
        return jpeg.toByteArray().let { it.copyOf(2) + HexFormat.of().parseHex(exif) + it.copyOfRange(2, it.size) }
    }

    private companion object {
        val COLOURS = linkedMapOf("R" to Color.RED, "G" to Color.GREEN, "B" to Color.BLUE, "Y" to Color.YELLOW)
    }
}
