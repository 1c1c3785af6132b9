package app.fettle.phone

import android.app.Application
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.test.core.app.ApplicationProvider
import app.fettle.core.MapPoint
import app.fettle.core.Reminder
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleAppInterface
import app.fettle.platform.Background
import app.fettle.platform.Chosen
import app.fettle.platform.Gallery
import app.fettle.platform.Platform
import app.fettle.platform.Reminders
import app.fettle.shell.Awake
import app.fettle.shell.DeskClock
import app.fettle.shell.FolderKeys
import app.fettle.support.Phone
import app.fettle.support.TestCamera
import java.io.File
import java.util.concurrent.CopyOnWriteArrayList

/** The parts of the app in a test: the real core in a folder of the test, keys in files, a camera that sees what the test shows it. */
class TestParts(private val folder: File, private val language: String) : Parts {
    private var opened: FettleAppInterface? = null
    private var real: FettleApp? = null
    val camera = TestCamera()
    var syncsWanted = 0

    @Synchronized override fun core() = opened ?: begun(FettleApp.open(File(folder, "data").path, language, "test", keys(), DeskClock(), owner))

    @Synchronized override fun coreAnew() = begun(FettleApp.startAnew(File(folder, "data").path, language, "test", keys(), DeskClock(), owner))

    private fun begun(core: FettleApp): FettleAppInterface {
        real = core
        return OffUiThread.guard(core).also { opened = it }
    }

    /** The process is gone: the next activity opens the core anew. */
    @Synchronized
    fun closed() {
        real?.close()
        opened = null
    }

    private fun keys() = Phone.keys(File(folder, "data"))

    override val taken = File(folder, "taken").apply { mkdirs() }
    override val awake = Awake()
    override val shared = File(folder, "shared").apply { mkdirs() }

    /** What is chosen of the phone's pictures; none: one that cannot be read. */
    var picture: ByteArray? = null

    override val asking = Asking()
    override val choosing = Choosing()
    override val owner = PhoneOwner(ApplicationProvider.getApplicationContext())

    override val background =
        object : Background {
            override var ran: () -> Unit = {}

            override fun wanted() {
                syncsWanted++
            }
        }

    override val reminders =
        object : Reminders {
            override fun show(all: List<Reminder>) {
                said = all
            }

            override suspend fun ask(due: suspend () -> List<Reminder>) = Unit
        }

    /** What was offered to other apps: files and their types. */
    val shares = CopyOnWriteArrayList<Pair<String, String>>()
    val pdf = TestPdf()

    /** What was said outside the app last. */
    @Volatile var said: List<Reminder> = emptyList()

    override val platform =
        object : Platform {
            override val camera = this@TestParts.camera
            override val gallery =
                object : Gallery {
                    override suspend fun choose() = Chosen(picture)
                }

            override fun pulse() = Unit

            override suspend fun here(): String? = null

            override fun map(point: MapPoint) = true

            override fun dial(number: String) = true

            override fun copy(text: String) = Unit

            override val pdf = this@TestParts.pdf

            override fun share(path: String, type: String) {
                shares += path to type
            }

            override fun decode(bytes: ByteArray): ImageBitmap? = upright(bytes, 2048)?.asImageBitmap()
        }

    companion object {
        /** Makes the next activity's app of these parts. */
        fun use(folder: File, language: String): TestParts {
            val parts = TestParts(folder, language)
            FettleApplication.make = { _: Application -> parts }
            return parts
        }
    }
}

/** The app's own parts, but for the hardware's keys, which there are none of here: these lie in a folder. Makes the next activity's app of them. */
internal fun useOwnParts(keys: File): PhoneParts {
    val parts = PhoneParts(ApplicationProvider.getApplicationContext(), FolderKeys(keys))
    FettleApplication.make = { parts }
    return parts
}
