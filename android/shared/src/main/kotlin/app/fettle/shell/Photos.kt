package app.fettle.shell

import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.ffi.FettleAppInterface
import app.fettle.ffi.FettleException
import app.fettle.platform.Platform
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Photos by their hash, read and decoded off the UI thread: asked for while drawing, drawn when they are there. A photo never changes, so
 * that nothing here grows old; the oldest are dropped so that memory does not grow.
 */
class Photos internal constructor(
    private val app: FettleAppInterface,
    private val platform: Platform,
    private val scope: CoroutineScope,
    private val io: CoroutineDispatcher,
) {
    private val ready = mutableStateMapOf<String, ImageBitmap>()
    private val asked = LinkedHashSet<String>()
    private val missing = mutableStateMapOf<String, Unit>()

    /** The photo, or none as yet. Called on the UI thread. */
    fun find(hash: String): ImageBitmap? {
        ready[hash]?.let { return it }
        // Read while drawing: forgetting it asks again.
        if (hash in missing) return null
        if (asked.add(hash)) scope.launch { read(hash)?.let { keep(hash, it) } ?: miss(hash) }
        return null
    }

    /** Photos that were not on this phone may have come meanwhile: each is asked for again when it is drawn. */
    fun forgetMissing() = missing.clear()

    private fun miss(hash: String) {
        asked.remove(hash)
        missing[hash] = Unit
    }

    /** The photo itself, at once; none where it is not on this phone. */
    internal suspend fun read(hash: String): ImageBitmap? =
        withContext(io) {
            try {
                platform.decode(app.picture(hash))
            } catch (_: FettleException.Failed) {
                // Not on this phone: the core has asked for it, and after the next session it is tried again.
                null
            }
        }

    private fun keep(hash: String, photo: ImageBitmap) {
        ready[hash] = photo
        if (asked.size <= MOST) return
        val oldest = asked.first()
        asked.remove(oldest)
        ready.remove(oldest)
    }

    private companion object {
        /** Thumbnails of 320 px are 400 KB each: 25 MB at most. */
        const val MOST = 64
    }
}
