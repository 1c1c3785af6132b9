package app.fettle.phone

import android.app.Activity
import android.content.ActivityNotFoundException
import android.net.Uri
import app.fettle.phone.PhoneGallery.Companion.atMost
import app.fettle.phone.PhoneGallery.Companion.isPhoto
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Choosing one of the phone's pictures: who answers, what is handed over as it is, and how much is read at most. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class GalleryTest {
    private val activity = Robolectric.buildActivity(Activity::class.java).get()
    private val picture = Uri.parse("content://pictures/1")

    @Test
    fun theActivityInFrontAsksAndItsAnswerComesBack(): Unit = runBlocking {
        val choosing = Choosing()
        assertNull("nobody is in front", choosing.choose())
        var asked = 0
        choosing.attach(activity) { asked++ }
        val wanted = async(start = CoroutineStart.UNDISPATCHED) { choosing.choose() }
        assertNull("one at a time", choosing.choose())
        choosing.chosen(picture)
        assertEquals(picture, wanted.await())
        assertEquals(1, asked)
        choosing.attach(activity) { throw ActivityNotFoundException() }
        assertNull("no chooser on this phone", choosing.choose())
        choosing.detach(activity)
        assertNull(choosing.choose())
    }

    @Test
    fun whatTheCoreReadsIsHandedOverAsItIs() {
        fun of(vararg bytes: Int) = bytes.map(Int::toByte).toByteArray()
        assertTrue(isPhoto(of(0xFF, 0xD8, 0xFF, 0xE0)))
        assertTrue(isPhoto(of(0x89, 0x50, 0x4E, 0x47, 0x0D)))
        assertFalse("HEIC", isPhoto(of(0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70)))
        assertFalse(isPhoto(of(0xFF)))
    }

    @Test
    fun ofWhatIsTooLargeOneByteMoreIsRead() {
        val file = ByteArray(200_000) { it.toByte() }
        assertArrayEquals(file, file.inputStream().atMost(200_000))
        assertArrayEquals(file.copyOf(100_001), file.inputStream().atMost(100_000))
    }
}
