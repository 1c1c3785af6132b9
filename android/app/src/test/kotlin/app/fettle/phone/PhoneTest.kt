package app.fettle.phone

import android.Manifest
import android.app.Application
import android.app.KeyguardManager
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.location.Location
import android.location.LocationManager
import android.net.Uri
import android.os.Looper
import android.os.SystemClock
import android.view.Surface
import androidx.test.core.app.ApplicationProvider
import app.fettle.core.SyncDone
import java.io.ByteArrayInputStream
import java.io.File
import java.time.Duration
import java.util.UUID
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.async
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.ShadowSystemClock

/** What the phone itself gives, and what it takes away: clocks, its owner, other apps' files, where it is, its camera. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class PhoneTest {
    @get:Rule val temporary = TemporaryFolder()
    private val app: Application = ApplicationProvider.getApplicationContext()

    @Test
    fun theClockGoesOnWhileThePhoneSleepsAndABootHasOneName() {
        val file = temporary.newFile("boot_id").apply { writeText("6f1c2a0e-6b0c-4b0e-9a55-0c7d0f1e2d3c\n") }
        val clock = PhoneClock(app, file)
        val before = clock.read()
        ShadowSystemClock.simulateDeepSleep(Duration.ofHours(4))
        val after = clock.read()
        assertEquals(4L * 3_600_000, (after.monoMs - before.monoMs).toLong())
        assertEquals("6f1c2a0e-6b0c-4b0e-9a55-0c7d0f1e2d3c", after.boot)
        assertEquals(before.boot, after.boot)

        // Where the kernel's file is kept from apps.
        fun counted(boots: Int): String {
            android.provider.Settings.Global.putInt(app.contentResolver, android.provider.Settings.Global.BOOT_COUNT, boots)
            return PhoneClock(app, File(temporary.root, "none")).read().boot
        }
        assertEquals(counted(7), counted(7))
        assertNotEquals(counted(7), counted(8))
        UUID.fromString(counted(8))
    }

    @Test
    fun whoCannotBeAskedForThePhonesOwnerIsNotOffered() {
        val guard = shadowOf(app.getSystemService(KeyguardManager::class.java))
        val owner = PhoneOwner(app)
        guard.setIsDeviceSecure(false)
        assertFalse(owner.available())
        assertFalse(answered { owner.check("why") })
        guard.setIsDeviceSecure(true)
        assertTrue(owner.available())
        assertFalse("nobody is in front", answered { owner.check("why") })
    }

    @Test
    fun thePhonesOwnerIsAskedOverTheActivityAndOnlyAYesIsOne() {
        shadowOf(app.getSystemService(KeyguardManager::class.java)).setIsDeviceSecure(true)
        val activity = Robolectric.buildActivity(android.app.Activity::class.java).setup().get()
        val asked = mutableListOf<(Boolean) -> Unit>()
        val owner = PhoneOwner(app) { _, why, _, answer ->
            assertEquals("Unlock Fettle", why)
            asked += answer
        }
        owner.attach(activity) {}
        for (known in listOf(true, false)) {
            val answer = CompletableFuture.supplyAsync { owner.check("Unlock Fettle") }
            pumped("asked") { asked.isNotEmpty() }
            asked.removeAt(0)(known)
            assertEquals(known, answer.get(10, TimeUnit.SECONDS))
        }
        // The activity is left with the question open.
        val left = CompletableFuture.supplyAsync { owner.check("Unlock Fettle") }
        pumped("asked") { asked.isNotEmpty() }
        activity.finish()
        owner.detach(activity)
        assertFalse(left.get(10, TimeUnit.SECONDS))
    }

    @Test
    fun anotherAppsFileThatCannotBeReadOrIsTooLargeLeavesNothingBehind() {
        val copy = File(temporary.root, "copy")
        fun copied(most: Long, open: () -> java.io.InputStream): Boolean {
            val address = Uri.parse("content://other.app/${most}")
            shadowOf(app.contentResolver).registerInputStreamSupplier(address) { open() }
            return app.contentResolver.copied(address, copy, most)
        }
        assertFalse(copied(10) { throw SecurityException("no grant") })
        assertFalse(copied(11) { throw IllegalStateException("a fault of the other app") })
        assertFalse(copied(99_999) { ByteArrayInputStream(ByteArray(100_000)) })
        assertFalse(copy.exists())
        assertTrue(copied(100_000) { ByteArrayInputStream(ByteArray(100_000)) })
        assertEquals(100_000, copy.length())
    }

    @Test
    fun anotherRunIsAskedForWhileAnythingMayWait() {
        fun done(ok: Boolean, code: String = "", waiting: ULong = 0uL, files: ULong = 0uL) = SyncDone(ok, code, "", waiting, files, 0uL).leavesWork()
        assertFalse(done(true))
        assertTrue(done(true, waiting = 1uL))
        assertTrue("photos wait", done(true, files = 1uL))
        assertTrue("broken off: nothing was counted", done(false, "store_paused"))
        assertFalse("nobody's phone", done(false, "not_enrolled"))
    }

    @Test
    fun aFreshPositionIsAskedForAndAnOldOneIsNone() = runBlocking {
        val manager = app.getSystemService(LocationManager::class.java)
        val shadow = shadowOf(manager)
        shadowOf(app).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION)
        ShadowSystemClock.advanceBy(Duration.ofHours(1))
        shadow.setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        shadow.setProviderEnabled(LocationManager.NETWORK_PROVIDER, true)
        fun at(latitude: Double, metres: Float, minutes: Long) =
            Location(LocationManager.GPS_PROVIDER).apply {
                this.latitude = latitude
                longitude = 121.5
                accuracy = metres
                elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos() - minutes * 60_000_000_000
            }
        val position = PhonePosition(app)
        @OptIn(kotlinx.coroutines.DelicateCoroutinesApi::class)
        fun asked(given: Location?): String? {
            val answer = GlobalScope.async(Dispatchers.Default) { position.now() }
            repeat(400) {
                if (answer.isCompleted) return@repeat
                if (given != null && shadow.getLocationRequests(LocationManager.GPS_PROVIDER).isNotEmpty()) shadow.simulateLocation(given)
                shadowOf(Looper.getMainLooper()).idle()
                Thread.sleep(20)
            }
            return runBlocking { answer.await() }
        }
        shadow.setLastKnownLocation(LocationManager.GPS_PROVIDER, at(30.0, 5f, 60))
        assertEquals("31.000000,121.500000,8", asked(at(31.0, 8f, 0))?.substringBeforeLast(','))
        ShadowSystemClock.advanceBy(Duration.ofMinutes(20))
        // Nothing answers: what was known some minutes ago, with its own accuracy; not what was known an hour ago.
        shadow.setLastKnownLocation(LocationManager.GPS_PROVIDER, at(32.0, 40f, 5))
        val old = asked(null)
        assertEquals("32.000000,121.500000,40", old?.substringBeforeLast(','))
        assertTrue("as old as it is", old!!.substringAfterLast(',').toInt() >= 300)
        ShadowSystemClock.advanceBy(Duration.ofMinutes(20))
        assertEquals(null, asked(null))
    }

    @Test
    fun aCameraThatAnotherAppTakesIsSaidOnceAndOneThatIsNotThereToo() {
        val manager = app.getSystemService(CameraManager::class.java)
        val about: CameraCharacteristics = ShadowCameraCharacteristics.newCameraCharacteristics()
        shadowOf(manager).addCamera("0", about)
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        val lost = mutableListOf<Boolean>()
        val texture = android.graphics.SurfaceTexture(0)
        val session = CameraSession(manager, "0", about, Surface(texture), {}) { lost += it.taken }
        session.open()
        // Only once it is open can it be taken away.
        pumped("it is open") { session.isOpen }
        shadowOf(manager).triggerDisconnect()
        pumped("it is said") { lost.isNotEmpty() }
        session.close()
        pumped("it is closed") { !session.isOpen }
        assertEquals("once, and that it comes back", listOf(true), lost)

        shadowOf(manager).removeCamera("0")
        val none = CameraSession(manager, "0", about, Surface(texture), {}) { lost += it.taken }
        none.open()
        pumped("it is said") { lost.size == 2 }
        assertEquals(listOf(true, false), lost)
        none.close()
    }

    private fun answered(ask: () -> Boolean): Boolean {
        val answer = CompletableFuture.supplyAsync(ask)
        pumped("an answer") { answer.isDone }
        return answer.get()
    }

    private fun pumped(what: String, that: () -> Boolean) {
        repeat(500) {
            shadowOf(Looper.getMainLooper()).idle()
            if (that()) return
            Thread.sleep(20)
        }
        throw AssertionError("not in ten seconds: $what")
    }
}
