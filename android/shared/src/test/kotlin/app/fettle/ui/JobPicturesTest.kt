package app.fettle.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import app.fettle.core.JobScreen
import app.fettle.core.Screen
import app.fettle.ffi.FettleApp
import app.fettle.ffi.shellWords
import app.fettle.shell.DeskClock
import app.fettle.shell.NoOwner
import app.fettle.support.Day
import app.fettle.support.HubProcess
import app.fettle.support.Phone
import app.fettle.support.Pictures
import app.fettle.support.RecordingShell
import app.fettle.support.Stage
import app.fettle.ui.kit.LocalPhotos
import app.fettle.ui.theme.FettleTheme
import java.io.File
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.Image
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** The job screen as it looks, with what the real core says in the middle of a job, for people to look at. */
class JobPicturesTest {
    @get:Rule val temporary = TemporaryFolder()

    @Test
    fun theJobScreenInBothLanguagesByDayAndByNight() {
        val stage = Stage.set(temporary.newFolder("stage"))
        val folder = temporary.newFolder("phone")
        val phone =
            HubProcess.start(File(stage.folder, "hub")).use { hub ->
                Phone.joining(folder, hub.enrolmentLink(stage["engineer"])).apply { sync() }
            }
        val day = Day(stage, phone)
        day.leave()
        day.begin()
        phone.sync()
        phone.app.destroy()

        for (language in listOf("zh-CN", "en")) {
            FettleApp.open(folder.path, language, "test", Phone.keys(folder), DeskClock(), NoOwner).use { app ->
                val screen = (app.screen(day.job) as Screen.Job).v1
                for (dark in listOf(false, true)) {
                    val name = "job-${language.take(2)}-${if (dark) "dark" else "light"}"
                    val image = Pictures.draw(name, height = 1280) { Drawn(app, screen, language, dark) }
                    assertEquals(822, image.width)
                    assertTrue("the picture has colours", colours(image) > 20)
                }
                Pictures.draw("job-${language.take(2)}-large-text", fontScale = 1.8f) { Drawn(app, screen, language, false) }
            }
        }
    }

    @Composable
    private fun Drawn(app: FettleApp, screen: JobScreen, language: String, dark: Boolean) {
        CompositionLocalProvider(LocalPhotos provides { photo(app, it) }) {
            FettleTheme(dark, Pictures.font) { JobScreen(screen, RecordingShell(shellWords(language))) }
        }
    }

    private fun photo(app: FettleApp, hash: String): ImageBitmap = Image.makeFromEncoded(app.picture(hash)).toComposeImageBitmap()

    /** How many colours a sample of the picture's points has: a screen that failed to draw has one. */
    private fun colours(image: Image): Int {
        val bitmap = Bitmap.makeFromImage(image)
        return (0 until image.height step 7).flatMap { y -> (0 until image.width step 5).map { x -> bitmap.getColor(x, y) } }.toSet().size
    }
}
