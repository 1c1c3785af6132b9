package app.fettle.phone

import android.content.ContentResolver
import android.net.Uri
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import app.fettle.core.ShellWords
import app.fettle.ffi.FettleAppInterface
import app.fettle.ffi.FettleException
import app.fettle.ffi.largestRescue
import app.fettle.ffi.shellWords
import app.fettle.shell.AppShell
import app.fettle.shell.Begin
import app.fettle.shell.Following
import java.io.File
import java.util.Locale
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** The shell, from the opening of the core until the user leaves for good. Turning the phone ends nothing that is under way. */
class Held : ViewModel() {
    /** The shell; none before the core is open. */
    var shell by mutableStateOf<AppShell?>(null)
        private set

    /** Why the core cannot be opened. */
    var failure by mutableStateOf<FettleException.Failed?>(null)
        private set

    /** Words for before the core is open, in the phone's language. */
    var words by mutableStateOf<ShellWords?>(null)
        private set

    /** Follows the hub while the app is in front; none before the core is open. */
    private var following: Following? = null

    private var before: List<String> = emptyList()
    private val waiting = mutableListOf<(AppShell) -> Unit>()
    private var begun = false

    /** The back stack as text. */
    val written: List<String>
        get() = shell?.written ?: before

    /** Opens the core, once. [routes]: where the user was before the process died. */
    fun begin(parts: Parts, routes: List<String>) {
        if (begun) return
        begun = true
        before = routes
        viewModelScope.launch { words = withContext(Dispatchers.IO) { shellWords(Locale.getDefault().toLanguageTag()) } }
        open(parts) {
            // What was shared the last time has long been read by who got it.
            parts.shared.listFiles()?.forEach { it.delete() }
            parts.taken.listFiles()?.forEach { it.delete() }
            parts.core()
        }
    }

    /** After [failure]: sets aside what no key opens and begins with nothing. */
    fun anew(parts: Parts) = open(parts) { parts.coreAnew() }

    /** Does [work] with the shell, as soon as there is one. */
    fun whenOpen(work: (AppShell) -> Unit) {
        shell?.let(work) ?: run { waiting += work }
    }

    /** The app is in front: what is new at the hub shows by itself from now on. */
    fun follow() {
        following?.start()
    }

    /** The app is in front, or a run in the background ended while it was: who was never asked for reminders is asked when there is one. */
    fun shown(parts: Parts) {
        if (shell == null) return
        viewModelScope.launch {
            try {
                parts.reminders.ask { withContext(Dispatchers.IO) { parts.core().reminders() } }
            } catch (_: FettleException.Failed) {
                // What keeps the store from being read is said on its screens.
            }
        }
    }

    /** The app goes out of sight: what it would have shown is said outside. */
    fun hidden(parts: Parts) {
        following?.stop()
        if (shell == null) return
        // Not in the screens' scope: that ends at once where the user leaves for good, and the files would stay open.
        lasting.launch {
            try {
                val core = withContext(Dispatchers.IO) { parts.core() }
                // A session that ends meanwhile closes nothing under it.
                parts.awake.during(core) { withContext(Dispatchers.IO) { parts.reminders.show(core.reminders()) } }
            } catch (_: FettleException.Failed) {
                // What keeps the store from being read is said on its screens.
            }
            // Back already: what is shown stays open.
            parts.awake.settle(withContext(Dispatchers.IO) { parts.core() })
        }
    }

    /** Another app's file: copied first, and then the core's. Turning the phone does not end it. */
    fun take(parts: Parts, resolver: ContentResolver, address: Uri) {
        viewModelScope.launch {
            // Where it could not be copied the core finds no file, and says so.
            val copy =
                withContext(Dispatchers.IO) {
                    val copy = File.createTempFile("taken", ".fettle", parts.taken)
                    // The core makes a copy of its own: half of the room is for that.
                    resolver.copied(address, copy, minOf(largestRescue().toLong(), parts.taken.usableSpace / 2))
                    copy
                }
            whenOpen { it.takeRescue(copy) }
        }
    }

    private fun open(parts: Parts, core: () -> FettleAppInterface) {
        viewModelScope.launch {
            try {
                // The process may be older than the screens: after a run in the background the core is there, and closed.
                val begin = withContext(Dispatchers.IO) { core().let { parts.awake.during(it) { Begin.of(it, before) } } }
                failure = null
                val opened = AppShell(begin, parts.platform, viewModelScope, Dispatchers.IO, parts.shared, parts.background::wanted, parts.awake)
                opened.resume()
                shell = opened
                waiting.forEach { it(opened) }
                waiting.clear()
                parts.background.ran = {
                    opened.refresh()
                    shown(parts)
                }
                parts.background.wanted()
                // The scope is the shell's: where the user leaves for good, nobody follows.
                following = Following(viewModelScope, parts.awake, { withContext(Dispatchers.IO) { parts.core() } }) { parts.background.ran() }
                if (parts.awake.seen) follow()
            } catch (refused: FettleException.Failed) {
                failure = refused
            }
        }
    }

    private companion object {
        /** As long as the process. */
        val lasting = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    }
}
