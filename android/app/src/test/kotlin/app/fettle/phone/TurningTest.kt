package app.fettle.phone

import android.graphics.RectF
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** The sums behind a camera that is turned with the phone: of a sensor that is built in sideways, as in phones, and upright, as in tablets. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class TurningTest {
    @Test
    fun aPhotoStandsUprightHoweverThePhoneIsHeld() {
        assertEquals(listOf(90, 180, 270, 0), listOf(0, 90, 180, 270).map { fileTurn(90, it, front = false) })
        assertEquals(listOf(270, 180, 90, 0), listOf(0, 90, 180, 270).map { fileTurn(270, it, front = true) })
        assertEquals(0, fileTurn(0, 0, front = false))
    }

    @Test
    fun thePreviewFillsItsViewUndistortedAndUpright() {
        for ((sensor, quarters) in listOf(90, 0).flatMap { sensor -> (0..3).map { sensor to it } }) {
            val (width, height) = if (quarters % 2 == 0) 300f to 400f else 400f to 300f
            val turn = previewTurn(width, height, 1280, 720, sensor, quarters)
            val drawn = RectF(0f, 0f, width, height).also { turn.mapRect(it) }
            val upright = (quarters % 2 == 0) == (sensor == 90)
            assertEquals("$sensor $quarters", if (upright) 720f / 1280 else 1280f / 720, drawn.width() / drawn.height(), 0.001f)
            assertTrue("$sensor $quarters fills", drawn.width() >= width - 0.01f && drawn.height() >= height - 0.01f)
            // Where the top of what the camera sees is drawn: the screen's own top turns the other way.
            val top = floatArrayOf(width / 2, 0f).also { turn.mapPoints(it) }
            val side = mapOf(0 to (0f to -1f), 1 to (-1f to 0f), 2 to (0f to 1f), 3 to (1f to 0f)).getValue(quarters)
            assertEquals("$sensor $quarters", side.first, sign(top[0] - width / 2), 0f)
            assertEquals("$sensor $quarters", side.second, sign(top[1] - height / 2), 0f)
        }
    }

    private fun sign(of: Float) = if (of > 1) 1f else if (of < -1) -1f else 0f
}
