package app.fettle.shell

import app.fettle.ffi.FettleException
import app.fettle.platform.Frame
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Camera frames on their way to the core's decoder: one at a time, and those that come meanwhile are dropped, so that none is old. */
internal class Frames(private val io: CoroutineDispatcher) {
    private val working = AtomicBoolean()
    private var count = 0

    /** Looks at a frame unless one is being looked at. [read] runs off the UI thread, [then] on it. May be called from any thread. */
    fun <T> offer(scope: CoroutineScope, frame: Frame, read: (Sized, Boolean) -> T, then: (T) -> Unit) {
        if (!working.compareAndSet(false, true)) return
        scope
            .launch {
                val thorough = ++count % THOROUGH == 0
                then(withContext(io) { read(Sized(frame), thorough) })
            }
            .invokeOnCompletion { working.set(false) }
    }

    /** A frame's sizes as the bindings take them. */
    internal class Sized(frame: Frame) {
        val w = frame.width.toUInt()
        val h = frame.height.toUInt()
        val s = frame.stride.toUInt()
        val luma = frame.luma
    }

    private companion object {
        /** Every how many frames the slower reader looks: it finds what is turned, bent or pale. */
        const val THOROUGH = 5
    }
}

/** What the core said, or its refusal. */
internal fun <T> attempt(work: () -> T): Result<T> =
    try {
        Result.success(work())
    } catch (refused: FettleException.Failed) {
        Result.failure(refused)
    }
