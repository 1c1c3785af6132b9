package app.fettle.shell

import app.fettle.ffi.FettleAppInterface
import app.fettle.ffi.FettleException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.delay
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * While the app is in front: a session with the hub, and the next one when the core says that there is something new, here or there; without a line
 * to the hub it asks each minute. When to ask is the core's to say, also after a session that failed.
 *
 * [core] gives the open core. [ran]: what is shown may be old. [between]: the least time between two sessions, for a hub that has something new all
 * the time.
 */
class Following(
    private val scope: CoroutineScope,
    private val awake: Awake,
    private val core: suspend () -> FettleAppInterface,
    private val between: Duration = 1.seconds,
    private val ran: suspend () -> Unit,
) {
    private var job: Job? = null

    /** The app is in front. Saying it twice is as once. */
    fun start() {
        if (job?.isActive == true) return
        job = scope.launch { while (isActive) turn() }
    }

    /** The app goes out of sight: the line to the hub ends. A session that is under way goes on to its end by itself. */
    fun stop() {
        job?.cancel()
        job = null
    }

    private suspend fun turn() {
        try {
            val app = core()
            // To its end, also where the app goes out of sight meanwhile: else its files were closed under it.
            awake.during(app) { withContext(NonCancellable) { app.sync() } }
            ran()
            app.untilNews()
        } catch (_: FettleException.Failed) {
            // What keeps the store from being read is said on its screens.
            delay(RETRY)
        }
        delay(between)
    }

    private companion object {
        val RETRY = 60.seconds
    }
}
