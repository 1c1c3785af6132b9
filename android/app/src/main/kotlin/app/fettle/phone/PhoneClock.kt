package app.fettle.phone

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import app.fettle.ffi.ClockReading
import app.fettle.ffi.PlatformClock
import java.io.File
import java.io.IOException
import java.util.UUID

/**
 * The phone's clocks: one that can be set, one that nobody can set and that goes on while the phone sleeps, and which boot that is. The
 * standard library's monotonic clock stands still in deep sleep, which would date what is written afterwards too early.
 */
class PhoneClock(private val context: Context, private val bootId: File = File("/proc/sys/kernel/random/boot_id")) : PlatformClock {
    /** A process lives in one boot. */
    private val boot: String by lazy { kernels() ?: counted() }

    override fun read() = ClockReading(System.currentTimeMillis(), SystemClock.elapsedRealtime().toULong(), boot)

    private fun kernels(): String? =
        try {
            UUID.fromString(bootId.readText().trim()).toString()
        } catch (_: IOException) {
            null
        } catch (_: IllegalArgumentException) {
            null
        }

    /** Where a maker keeps the kernel's file from apps: how often the phone was started. */
    private fun counted(): String {
        val count = Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT)
        return UUID.nameUUIDFromBytes("boot $count".toByteArray()).toString()
    }
}
