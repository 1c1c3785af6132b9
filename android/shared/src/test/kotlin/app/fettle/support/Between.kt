package app.fettle.support

import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.ffi.FettleAppInterface

/** A core with the test between it and the shell: what it is asked can be held up, refused or answered otherwise. */
class Between(private val app: FettleAppInterface) : FettleAppInterface by app {
    @Volatile var looked: (Route) -> Unit = {}
    @Volatile var pictures: (String) -> ByteArray = { app.picture(it) }
    @Volatile var resumed: () -> Unit = { app.resume() }
    @Volatile var paused: () -> Unit = { app.pause() }

    override fun screen(route: Route): Screen {
        looked(route)
        return app.screen(route)
    }

    override fun picture(hash: String) = pictures(hash)

    override fun resume() = resumed()

    override fun pause() = paused()
}
