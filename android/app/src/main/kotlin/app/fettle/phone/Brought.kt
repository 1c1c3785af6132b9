package app.fettle.phone

import android.content.ContentResolver
import android.net.Uri
import java.io.File
import java.io.IOException
import java.io.InputStream

/**
 * Copies another app's file, for its address ends with the intent. False, and no copy, where it cannot be read or has more than [most] bytes.
 * What the other app's code throws comes out here, whatever it is: its grant is gone, it was removed meanwhile, it has a fault.
 */
internal fun ContentResolver.copied(address: Uri, copy: File, most: Long): Boolean {
    val whole =
        try {
            openInputStream(address)?.use { from -> from.copied(copy, most) } ?: false
        } catch (_: IOException) {
            false
        } catch (_: RuntimeException) {
            false
        }
    if (!whole) copy.delete()
    return whole
}

private fun InputStream.copied(copy: File, most: Long): Boolean =
    copy.outputStream().use { to ->
        val piece = ByteArray(64 * 1024)
        var size = 0L
        while (size <= most) {
            val got = read(piece)
            if (got < 0) return true
            size += got
            to.write(piece, 0, got)
        }
        false
    }
