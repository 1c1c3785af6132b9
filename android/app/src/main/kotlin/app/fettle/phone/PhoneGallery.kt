package app.fettle.phone

import android.app.Application
import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.ImageDecoder
import android.media.ExifInterface
import android.net.Uri
import android.os.Build
import app.fettle.platform.Chosen
import app.fettle.platform.Gallery
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.io.InputStream
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** The phone's pictures through the system's chooser. What is neither JPEG nor PNG (HEIC, WebP) is handed over as a JPEG with its time and place. */
internal class PhoneGallery(private val app: Application, private val choosing: Choosing) : Gallery {
    override suspend fun choose(): Chosen? {
        val picture = choosing.choose() ?: return null
        return Chosen(withContext(Dispatchers.IO) { read(picture) })
    }

    private fun read(picture: Uri): ByteArray? =
        try {
            val bytes = app.contentResolver.openInputStream(picture)?.use { it.atMost(MOST_BYTES) }
            if (bytes == null || bytes.size > MOST_BYTES || isPhoto(bytes)) bytes else asJpeg(app.contentResolver, picture)
        } catch (_: IOException) {
            null
        } catch (_: SecurityException) {
            // The other app took the picture back meanwhile.
            null
        }

    /** No decoder of the phone knows it where this fails: then the user is told so. */
    private fun asJpeg(resolver: ContentResolver, picture: Uri): ByteArray? {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return null
        val source = ImageDecoder.createSource(resolver, picture)
        val bitmap =
            ImageDecoder.decodeBitmap(source) { decoder, info, _ ->
                decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
                val longer = maxOf(info.size.width, info.size.height)
                if (longer > MOST_PIXELS) decoder.setTargetSampleSize((longer + MOST_PIXELS - 1) / MOST_PIXELS)
            }
        val file = File.createTempFile("chosen", ".jpg", app.cacheDir)
        try {
            file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.JPEG, QUALITY, it) }
            resolver.openInputStream(picture)?.use { copySaid(ExifInterface(it), ExifInterface(file.path)) }
            return file.readBytes()
        } finally {
            bitmap.recycle()
            file.delete()
        }
    }

    /** Time and place, and nothing else: the decoder has turned the picture upright. */
    private fun copySaid(from: ExifInterface, to: ExifInterface) {
        for (tag in SAID) from.getAttribute(tag)?.let { to.setAttribute(tag, it) }
        to.saveAttributes()
    }

    companion object {
        /** The core takes no larger file, and says so of one that has a byte more. */
        private const val MOST_BYTES = 40_000_000
        private const val MOST_PIXELS = 4096
        private const val QUALITY = 95
        private val SAID =
            listOf(
                ExifInterface.TAG_DATETIME,
                ExifInterface.TAG_DATETIME_ORIGINAL,
                ExifInterface.TAG_DATETIME_DIGITIZED,
                "OffsetTime",
                "OffsetTimeOriginal",
                "OffsetTimeDigitized",
                ExifInterface.TAG_GPS_LATITUDE,
                ExifInterface.TAG_GPS_LATITUDE_REF,
                ExifInterface.TAG_GPS_LONGITUDE,
                ExifInterface.TAG_GPS_LONGITUDE_REF,
            )

        /** Whether the core reads it as it is. */
        internal fun isPhoto(bytes: ByteArray): Boolean = bytes.begins(0xFF, 0xD8, 0xFF) || bytes.begins(0x89, 0x50, 0x4E, 0x47)

        private fun ByteArray.begins(vararg with: Int) = size >= with.size && with.indices.all { this[it] == with[it].toByte() }

        /** All of it, or one byte more than [most]: enough to see that it is too large. */
        internal fun InputStream.atMost(most: Int): ByteArray {
            val all = ByteArrayOutputStream()
            val piece = ByteArray(1 shl 16)
            while (all.size() <= most) {
                val got = read(piece, 0, minOf(piece.size, most + 1 - all.size()))
                if (got < 0) break
                all.write(piece, 0, got)
            }
            return all.toByteArray()
        }
    }
}
