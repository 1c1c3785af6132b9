package app.fettle.phone

import android.app.Application
import android.content.Context
import app.fettle.ffi.FettleApp
import app.fettle.ffi.FettleAppInterface
import app.fettle.ffi.PlatformKeys
import app.fettle.platform.Background
import app.fettle.platform.Platform
import app.fettle.platform.Reminders
import app.fettle.shell.Awake
import java.io.File

/** What the app is made of beside its screens. */
interface Parts {
    /** The core, opened at the first call. Blocking. */
    fun core(): FettleAppInterface

    /** Opens the core anew where no key opens its data: that is set aside, never deleted. Blocking. */
    fun coreAnew(): FettleAppInterface

    /** What the phone gives. */
    val platform: Platform

    /** How the user is asked for permissions. */
    val asking: Asking

    /** How the user chooses a picture. */
    val choosing: Choosing

    /** How the phone is asked for its owner. */
    val owner: PhoneOwner

    /** Work while nobody looks. */
    val background: Background

    /** Lines outside the app. */
    val reminders: Reminders

    /** Where files lie that are shared with other apps. */
    val shared: File

    /** Where copies of other apps' files lie until the core has them. */
    val taken: File

    /** Whether the app is on the glass, and with that whether the core's files are open. */
    val awake: Awake
}

/** The parts on a phone; its keys in the hardware's hands. */
class PhoneParts(
    private val app: Application,
    private val keys: PlatformKeys = KeystoreKeys(File(app.noBackupFilesDir, "keys")),
) : Parts {
    private var opened: FettleApp? = null
    private val clock = PhoneClock(app)
    override val owner = PhoneOwner(app)

    // Not among what the system copies to another phone: a copy of a store would be a clone.
    private val folder = File(app.noBackupFilesDir, "fettle")

    @Synchronized
    override fun core(): FettleApp =
        opened ?: FettleApp.open(folder.path, language(), version(), keys, clock, owner).also { opened = it }

    @Synchronized
    override fun coreAnew(): FettleApp =
        FettleApp.startAnew(folder.path, language(), version(), keys, clock, owner).also { opened = it }

    override val taken = File(app.cacheDir, "taken").apply { mkdirs() }
    override val awake = Awake()
    override val shared = File(app.cacheDir, "shared").apply { mkdirs() }
    override val asking = Asking()
    override val choosing = Choosing()
    override val platform = PhonePlatform(app, shared, asking, choosing)
    override val background = SyncJobs(app)
    override val reminders = PhoneReminders(app, asking) { awake.seen }

    private fun language() = app.resources.configuration.locales[0].toLanguageTag()

    private fun version() = app.packageManager.getPackageInfo(app.packageName, 0).versionName ?: "0"
}

/** The parts of the process that [this] belongs to. */
internal val Context.parts: Parts
    get() = (applicationContext as FettleApplication).parts
