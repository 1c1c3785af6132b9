package app.fettle.shell

import app.fettle.ffi.FettleAppInterface
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * Whether the core's files are open: while the app is on the glass and while a run in the background works, and not otherwise. One a process.
 * Each opening and closing has its turn and looks then what is wanted, so that none closes what another has just opened.
 */
class Awake(private val io: CoroutineDispatcher = Dispatchers.IO) {
    private val turn = Mutex()
    private val runs = AtomicInteger()

    /** The app is on the glass. Who changes this calls [settle]. */
    @Volatile var seen = false

    /** Nobody works with the core's files, or opens or closes them, just now. */
    val quiet get() = runs.get() == 0 && !turn.isLocked

    /** Opens or closes the core's files, as is wanted now. */
    suspend fun settle(core: FettleAppInterface) = turn.withLock { withContext(io) { if (seen || runs.get() > 0) core.resume() else core.pause() } }

    /** Does [work] with an open core. */
    suspend fun <T> during(core: FettleAppInterface, work: suspend () -> T): T {
        runs.incrementAndGet()
        try {
            settle(core)
            return work()
        } finally {
            runs.decrementAndGet()
            withContext(NonCancellable) { settle(core) }
        }
    }
}
