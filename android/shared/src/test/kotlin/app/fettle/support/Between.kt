package app.fettle.support

import app.fettle.core.Action
import app.fettle.core.Drawn
import app.fettle.core.Entry
import app.fettle.core.Outcome
import app.fettle.core.Route
import app.fettle.core.SyncDone
import app.fettle.ffi.FettleAppInterface
import java.util.concurrent.CopyOnWriteArrayList

/** A core with the test between it and the shell: what it is asked can be held up, refused or answered otherwise. */
class Between(private val app: FettleAppInterface) : FettleAppInterface by app {
    @Volatile var looked: (Route) -> Unit = {}
    @Volatile var pictures: (String) -> ByteArray = { app.picture(it) }
    @Volatile var resumed: () -> Unit = { app.resume() }
    @Volatile var paused: () -> Unit = { app.pause() }

    override fun draw(route: Route): Drawn {
        looked(route)
        return app.draw(route)
    }

    @Volatile var acting: () -> Unit = {}

    /** The drawings that taps came with. */
    val drawings = CopyOnWriteArrayList<String>()

    override fun act(action: Action, entries: List<Entry>, drawn: String): Outcome {
        drawings += drawn
        acting()
        return acted(app.act(action, entries, drawn))
    }

    /** What comes of a tap. */
    @Volatile var acted: (Outcome) -> Outcome = { it }

    @Volatile var syncing: suspend () -> SyncDone = { app.sync() }

    override suspend fun sync() = syncing()

    override fun picture(hash: String) = pictures(hash)

    override fun resume() = resumed()

    override fun pause() = paused()
}
