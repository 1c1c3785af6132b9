package app.fettle.shell

import app.fettle.ffi.ClockException
import app.fettle.ffi.ClockReading
import app.fettle.ffi.PlatformClock
import app.fettle.ffi.PlatformOwner
import java.io.File
import java.io.IOException

/**
 * The clocks of a Linux desktop, for the desktop try and tests: its uptime goes on while it sleeps. Where there is no `/proc` the library takes
 * its own. On a phone the app brings Android's clocks.
 */
class DeskClock : PlatformClock {
    private val boot: String by lazy { File("/proc/sys/kernel/random/boot_id").readText().trim() }

    override fun read(): ClockReading =
        try {
            val seconds = File("/proc/uptime").readText().substringBefore(' ').toDouble()
            ClockReading(System.currentTimeMillis(), (seconds * 1000).toULong(), boot)
        } catch (e: IOException) {
            throw ClockException.Failed(e.toString())
        }
}

/** Nothing here knows the owner of this machine: a locked app opens by its PIN. */
object NoOwner : PlatformOwner {
    override fun available() = false

    override fun check(why: String) = false
}
