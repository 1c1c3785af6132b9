package app.fettle.ui

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.PixelMap
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import androidx.compose.ui.test.swipeUp
import app.fettle.core.Action
import app.fettle.core.Field
import app.fettle.core.FieldKind
import app.fettle.core.Head
import app.fettle.core.PenPoint
import app.fettle.core.PhotoAction
import app.fettle.core.PhotoFor
import app.fettle.core.PhotoScreen
import app.fettle.core.Row
import app.fettle.core.Section
import app.fettle.core.Tone
import app.fettle.ffi.shellWords
import app.fettle.support.RecordingShell
import app.fettle.ui.theme.FettleTheme
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Surface
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test

/** What a finger draws on a photo: where it lies, how it looks, what takes it back, and that it goes with its photo and with no other. */
class MarksTest {
    @get:Rule val compose = createComposeRule()
    private val shell = RecordingShell(shellWords("en"))

    @Test
    fun theDrawingLiesOnThePictureWhateverItsShape() {
        for ((width, height) in listOf(400 to 200, 200 to 400)) {
            take(width, height)
            val picture = compose.onNodeWithContentDescription("Photo").fetchSemanticsNode()
            val layer = compose.onNodeWithTag("marks").fetchSemanticsNode()
            assertEquals(picture.boundsInRoot, layer.boundsInRoot)
            assertEquals(width.toFloat() / height, layer.size.width.toFloat() / layer.size.height, 0.02f)
            val body = compose.onNodeWithTag("body").fetchSemanticsNode()
            assertTrue("seen whole: ${layer.size} in ${body.size}", layer.size.height < body.size.height)
        }
    }

    @Test
    fun marksAreSharesOfThePictureAndGoWithIt() {
        take(400, 200)
        compose.onNodeWithTag("mark-undo").assertIsNotEnabled()
        draw(0.25f to 0.5f, 0.75f to 0.5f)
        draw(0.5f to 0.9f)
        draw(0.1f to 0.1f, 0.2f to -0.5f)
        compose.onNodeWithTag("mark-undo").performClick()
        draw(0.9f to 0.5f, 1.4f to 0.75f)
        keep()
        val marks = shell.photos.single().second.marks.asStrokes().map { stroke -> stroke.points.map(::rounded) }
        val cut = listOf(0.9 to 0.5, 1.0 to 0.75)
        assertEquals(listOf(listOf(0.25 to 0.5, 0.75 to 0.5), listOf(0.5 to 0.9), cut), marks)
        assertArrayEquals(shell.camera.photo, shell.photos.single().second.bytes)
    }

    @Test
    fun aNewPhotoBeginsWithoutMarks() {
        take(400, 200)
        draw(0.25f to 0.5f, 0.75f to 0.5f)
        compose.onNodeWithTag("mark-clear").assertIsEnabled().performClick()
        draw(0.25f to 0.4f, 0.75f to 0.4f)
        press("button-again")
        press("button-take")
        assertEquals(GROUND, looks()[0.5f, 0.4f])
        keep()
        assertEquals(emptyList<Any>(), shell.photos.single().second.marks.asStrokes())
    }

    @Test
    fun marksAreRedOnWhiteAndAsWideAsTheyWillBe() {
        take(400, 200)
        draw(0.25f to 0.5f, 0.75f to 0.5f)
        val seen = looks()
        assertEquals(Color(220, 20, 20), seen[0.5f, 0.5f])
        assertEquals(GROUND, seen[0.5f, 0.6f])
        // From the middle down: red for half a pen, white for the rim; a pen is 0.005 of the longer side, a rim 0.4 of a pen.
        val pen = seen.width * 0.005f
        val column = (0 until seen.height / 4).map { seen[seen.width / 2, seen.height / 2 + it] }
        assertEquals(pen / 2, column.takeWhile { it.red > 0.8f && it.green < 0.5f }.size.toFloat(), 1.1f)
        assertEquals(pen * 0.9f, column.indexOf(GROUND).toFloat(), 1.6f)
    }

    @Test
    fun aFingerOnThePictureDrawsAndBesideItScrolls() {
        take(200, 400)
        val before = top()
        compose.onNodeWithTag("marks").performTouchInput { swipeUp() }
        compose.waitForIdle()
        assertEquals("drawing does not scroll", before, top(), 0f)
        compose.onNodeWithTag("body").performTouchInput { swipe(Offset(width * 0.05f, height * 0.6f), Offset(width * 0.05f, height * 0.5f), 1_000) }
        compose.waitForIdle()
        assertNotEquals(before, top())
        keep()
        assertEquals("what scrolled drew nothing", 1, shell.photos.single().second.marks.asStrokes().size)
    }

    private fun take(width: Int, height: Int) {
        val surface = Surface.makeRasterN32Premul(width, height)
        surface.canvas.clear(0xFF336699.toInt())
        shell.camera.photo = surface.makeImageSnapshot().encodeToData(EncodedImageFormat.PNG)!!.bytes
        if (!shown) {
            shown = true
            compose.setContent { FettleTheme(dark = false) { PhotoScreen(screen(), shell) } }
        } else press("button-again")
        press("button-take")
        compose.onNodeWithTag("body").performScrollToNode(hasTestTag("marks"))
    }

    private var shown = false

    private fun press(tag: String) {
        compose.onNodeWithTag(tag).performClick()
        compose.waitForIdle()
    }

    private fun keep() = press("button-keep")

    /** A stroke through places of the picture, as shares of its width and height. */
    private fun draw(vararg through: Pair<Float, Float>) =
        compose.onNodeWithTag("marks").performTouchInput {
            val places = through.map { (x, y) -> Offset(width * x, height * y) }
            down(places.first())
            places.drop(1).forEach { moveTo(it) }
            up()
        }

    private fun rounded(point: PenPoint) = Math.round(point.x * 100) / 100.0 to Math.round(point.y * 100) / 100.0

    private fun looks() = compose.onNodeWithTag("marks").captureToImage().toPixelMap()

    private operator fun PixelMap.get(x: Float, y: Float) = this[(width * x).toInt(), (height * y).toInt()]

    private fun top() = compose.onNodeWithTag("marks").fetchSemanticsNode().positionInRoot.y

    private fun screen(): PhotoScreen {
        val caption = Field("caption", "Caption", FieldKind.TEXT, "", false, "", "", emptyList(), "", "", "")
        val action = Action.Photo(PhotoFor.Job("j1"), PhotoAction.Taken(ByteArray(0), emptyList()))
        val rows = (0 until 20).map { Row("$it", "Photo $it", "", "", Tone.PLAIN, null, null, emptyList()) }
        val chosen = Action.Photo(PhotoFor.Job("j1"), PhotoAction.Chosen(ByteArray(0), emptyList()))
        val taken = Section("taken", "taken", rows, "")
        return PhotoScreen(Head("Title", "", emptyList()), "", "", caption, action, taken, false, "", emptyList(), chosen)
    }

    private companion object {
        val GROUND = Color(0xFF336699)
    }
}
