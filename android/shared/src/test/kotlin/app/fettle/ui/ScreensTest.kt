package app.fettle.ui

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.input.pointer.PointerType
import androidx.compose.ui.unit.Density
import app.fettle.core.Action
import app.fettle.core.Entry
import app.fettle.core.LockAction
import app.fettle.core.PhotoFor
import app.fettle.core.Route
import app.fettle.core.ScanFor
import app.fettle.core.Screen
import app.fettle.core.Section
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleException
import app.fettle.ffi.shellWords
import app.fettle.shell.DeskClock
import app.fettle.shell.Draw
import app.fettle.shell.FolderKeys
import app.fettle.shell.NoOwner
import app.fettle.support.Day
import app.fettle.support.HubProcess
import app.fettle.support.Phone
import app.fettle.support.Pictures
import app.fettle.support.RecordingShell
import app.fettle.support.Stage
import app.fettle.ui.kit.Ink
import app.fettle.ui.kit.LocalPhotos
import app.fettle.ui.kit.Taken
import app.fettle.ui.theme.FettleTheme
import java.io.File
import java.util.concurrent.TimeUnit
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeNotNull
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/**
 * A picture of every screen in both languages, as `docs/screens` shows them: `tests/run --screens`. The engineer's day is played on the
 * stage's hub, the stock keeper's and the past cases come from the demo's. Skipped otherwise.
 */
class ScreensTest {
    @get:Rule val temporary = TemporaryFolder()

    private val album = Album()

    @Test
    fun everyScreenInBothLanguages() {
        val to = System.getProperty("fettle.screens")
        assumeNotNull(to)
        album.folder = File(to!!).apply { mkdirs() }
        enrolment()
        day()
        past()
        keeper()
        album.page()
    }

    /** Before a phone belongs to anybody. */
    private fun enrolment() =
        listOf("zh-CN", "en").forEach { language ->
            val folder = temporary.newFolder("new-$language")
            FettleApp.open(folder.path, language, "test", FolderKeys(File("${folder.path}-keys")), DeskClock(), NoOwner).use {
                album.draw("enrol", language, it, Route.Enrol)
            }
        }

    private fun day() {
        val stage = Stage.set(temporary.newFolder("stage"))
        album.sees = Image.makeFromEncoded(stage.photo).toComposeImageBitmap()
        val hub = HubProcess.start(File(stage.folder, "hub"))
        val phone = hub.use { Phone.joining(temporary.newFolder("phone"), it.enrolmentLink(stage["engineer"])).apply { sync() } }
        val day = Day(stage, phone)
        val job = stage["job"]
        fun shot(name: String, route: Route, end: Boolean = false, dark: Boolean = false) = album.both(name, phone, route, end, dark)

        shot("today", Route.Today)
        phone.open(Route.Diagnose(job)).tap("judge", "class" to "hardware", "level" to "3")
        shot("diagnose", Route.Diagnose(job))
        shot("plan", Route.Plan(job))
        phone.open(day.job).tap("ready")
        phone.answerSome(4)
        shot("ready_to_leave", phone.route)
        phone.fillChecklist()
        phone.tap("leave")
        phone.open(Route.Take(job, stage["card"], "PTZ-600-DB-IN001"))
        shot("take", phone.route)
        phone.tap("take_first", "reason" to "offline")
        day.begin()
        shot("outing", Route.Outing(job))
        shot("job", day.job)
        shot("job_dark", day.job, dark = true)
        shot("photo", Route.Photo(PhotoFor.Evidence(job, null)))
        album.taken = stage.photo
        shot("photo_marked", Route.Photo(PhotoFor.Evidence(job, null)))
        album.taken = null
        shot("scan", Route.Scan(ScanFor.Take(job), null))
        shot("equipment", (phone.open(day.job).screen as Screen.Job).v1.equipment.rows.first { it.open != null }.open!!)
        phone.open(day.job).tap("replace", "serial_out" to stage["faulty"])
        phone.open(day.job).tap("work", "text" to "更换解码板，云台恢复转动")
        phone.open(day.job).tap("check_repair_check")
        phone.answerSome(3)
        shot("checklist", phone.route)
        phone.fillChecklist()
        phone.tap("complete")
        phone.open(day.job).tap("cause", "cause" to "front_end_quality", "diagnosis" to "解码板驱动输出不稳")
        shot("parts_bag", Route.PartsBag)
        shot("return", Route.Return(null, stage["faulty"]))
        day.giveBack()
        phone.open(day.job).tap("complete", "summary" to "更换解码板")
        shot("sheet_and_sign", Route.SheetAndSign(job, ""))
        shot("signing", Route.SheetAndSign(job, ""), end = true)
        val shown = (phone.open(Route.SheetAndSign(job, "")).screen as Screen.SheetAndSign).v1
        phone.app.sign(job, shown.hash, 400.0, 200.0, day.strokes(), shown.signer.map { Entry(it.key, it.choices.firstOrNull()?.key ?: it.value) })
        shot("signed", Route.SheetAndSign(job, ""))
        shot("sheet_side", Route.SheetSide(job, ""))
        shot("calls", Route.Calls)
        shot("sync", Route.Sync)
        shot("worklist", Route.Worklist)
        shot("settings", Route.Settings)
        shot("lock", Route.Lock)
        val pin = listOf("old" to "", "pin" to "246813", "again" to "246813", "minutes" to "5").map { Entry(it.first, it.second) }
        phone.app.act(Action.Lock(LockAction.SET), pin)
        // It begins locked.
        shot("locked", Route.Lock)
    }

    /** Past cases are what three months of the demo left. */
    private fun past() =
        demo("wang") { phone ->
            album.both("knowledge", phone, Route.Knowledge("", null))
            val cases = (phone.app.screen(Route.Knowledge("", null)) as Screen.Knowledge).v1.cases
            album.both("case", phone, cases.rows.first { it.open != null }.open!!)
            val search = Route.Search("派出所", null)
            album.both("search", phone, search)
            (phone.app.screen(search) as Screen.Search).v1.found.rows.firstNotNullOfOrNull { it.open }?.let { album.both("site", phone, it) }
        }

    private fun keeper() =
        demo("sun") { phone ->
            album.both("stock", phone, Route.Stock)
            val stock = (phone.app.screen(Route.Stock) as Screen.Stock).v1
            fun first(section: Section) = section.rows.firstNotNullOfOrNull { it.open }
            first(stock.quarantine)?.let { album.both("inspect", phone, it) }
            first(stock.places)?.let { album.both("stocktake", phone, it) }
        }

    /** The demo's folder, played once. */
    private val played by lazy {
        File(System.getProperty("fettle.demo") ?: temporary.newFolder("demo").path).also { if (!File(it, "hub").exists()) play(it) }
    }

    private fun demo(person: String, work: (Phone) -> Unit) {
        HubProcess.start(File(played, "hub")).use { hub ->
            val phone = Phone.joining(temporary.newFolder("of-$person"), hub.enrolmentLink(person))
            phone.sync()
            work(phone)
            phone.app.destroy()
        }
    }

    private fun play(folder: File) {
        val fettle = File(System.getProperty("fettle.programs"), "fettle").path
        val played = ProcessBuilder(fettle, "demo", "--once", "--data", folder.path).inheritIO().start()
        check(played.waitFor(15, TimeUnit.MINUTES) && played.exitValue() == 0) { "the demo did not end well" }
    }
}

/** Pictures and the page that shows them. */
internal class Album {
    lateinit var folder: File
    private val names = mutableListOf<String>()

    /** What the camera sees. */
    var sees: ImageBitmap? = null

    /** What it has just taken, if it has. */
    var taken: ByteArray? = null

    fun both(name: String, phone: Phone, route: Route, end: Boolean = false, dark: Boolean = false) =
        listOf("en", "zh-CN").forEach { language ->
            phone.reopen(language)
            draw(name, language, phone.app, route, end, dark)
        }

    fun draw(name: String, language: String, app: FettleApp, route: Route, end: Boolean = false, dark: Boolean = false) {
        if (name !in names) names += name
        val screen = app.screen(route)
        val shell = RecordingShell(shellWords(language))
        shell.camera.sees = sees
        shell.taken = taken?.let { Taken(it).apply { circle(marks) } }
        val scene = ImageComposeScene(WIDTH * 3 / 2, HEIGHT * 3 / 2, Density(1.5f)) {
            CompositionLocalProvider(LocalPhotos provides { photo(app, it) }) { FettleTheme(dark, Pictures.font) { Draw(screen, shell) } }
        }
        try {
            scene.render(0)
            if (end) {
                scene.toEnd()
                // Where the pad is depends on how the words wrap.
                scene.write(if (language == "en") 610f else 775f)
            }
            val picture = scene.render(1_000_000_000).encodeToData(EncodedImageFormat.WEBP, QUALITY)!!.bytes
            assertTrue("$name is too large: ${picture.size}", picture.size < MOST_BYTES)
            File(folder, "$name.$language.webp").writeBytes(picture)
        } finally {
            scene.close()
        }
    }

    private fun ImageComposeScene.toEnd() {
        repeat(60) { step ->
            sendPointerEvent(PointerEventType.Scroll, Offset(300f, 600f), Offset(0f, 20f))
            render(step * 16_000_000L)
        }
    }

    /** A hand on the pad, which is in the middle of the signing card at the end of the sheet. */
    private fun ImageComposeScene.write(middle: Float) {
        for (stroke in 0..2) {
            for (step in 0..30) {
                val turn = step / 30f * 9f
                val x = 120f + 120f * stroke + step * 2.6f + 18f * kotlin.math.cos(turn)
                val y = middle + (45f - 8f * stroke) * kotlin.math.sin(turn + stroke) - 12f * stroke
                val kind = if (step == 0) PointerEventType.Press else PointerEventType.Move
                sendPointerEvent(kind, Offset(x, y), timeMillis = stroke * 800L + step * 16L, type = PointerType.Touch)
            }
            sendPointerEvent(PointerEventType.Release, Offset(300f, middle), timeMillis = stroke * 800L + 600L, type = PointerType.Touch)
        }
    }

    /** A circle round what is meant, and a stroke that leads there. */
    private fun circle(marks: Ink) {
        marks.begin(0.63f, 0.36f, 0)
        for (step in 1..40) {
            val turn = step / 40f * 6.6f
            marks.go(0.5f + 0.13f * kotlin.math.cos(turn), 0.36f + 0.095f * kotlin.math.sin(turn), step * 16L)
        }
        marks.begin(0.82f, 0.66f, 900)
        marks.go(0.61f, 0.44f, 1000)
    }

    /** The page, in the order of the day. */
    fun page() {
        val rows = names.joinToString("\n") { "| `$it` | ![](${it}.zh-CN.webp) | ![](${it}.en.webp) |" }
        File(folder, "README.md").writeText("$HEAD\n$rows\n")
    }

    private fun photo(app: FettleApp, hash: String): ImageBitmap? =
        try {
            Image.makeFromEncoded(app.picture(hash)).toComposeImageBitmap()
        } catch (_: FettleException.Failed) {
            null
        }

    private companion object {
        const val WIDTH = 411
        const val HEIGHT = 891
        const val QUALITY = 80
        const val MOST_BYTES = 60_000
        val HEAD =
            """
            # Screens

            Every screen of the Compose shell, drawn by `tests/run --screens` on the JVM from the same files as the Android app, with what the real
            core says: the engineer's day without a network on the test stage's hub, past cases and the store on the demo's.

            | screen | 中文 | English |
            |---|---|---|
            """
                .trimIndent()
    }
}
