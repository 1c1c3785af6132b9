package app.fettle.phone

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Matrix
import android.media.ExifInterface
import java.io.ByteArrayInputStream
import java.io.IOException

/**
 * A picture file as it is looked at: cameras write how they were held beside the picture and leave turning it to whoever shows it. None where
 * it is no picture. One that is longer than [most] pixels is read at half its size, or a quarter: enough for the glass, and it fits into memory.
 */
internal fun upright(bytes: ByteArray, most: Int): Bitmap? {
    val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
    BitmapFactory.decodeByteArray(bytes, 0, bytes.size, size)
    val half = generateSequence(1) { it * 2 }.first { maxOf(size.outWidth, size.outHeight) / it <= most }
    val options = BitmapFactory.Options().apply { inSampleSize = half }
    val read = BitmapFactory.decodeByteArray(bytes, 0, bytes.size, options) ?: return null
    val turn = turn(orientation(bytes))
    return if (turn.isIdentity) read else Bitmap.createBitmap(read, 0, 0, read.width, read.height, turn, true)
}

private fun orientation(bytes: ByteArray): Int =
    try {
        ExifInterface(ByteArrayInputStream(bytes)).getAttributeInt(ExifInterface.TAG_ORIENTATION, ExifInterface.ORIENTATION_NORMAL)
    } catch (_: IOException) {
        ExifInterface.ORIENTATION_NORMAL
    }

/** From how the file's rows lie to upright (Exif 2.32, tag 274). */
private fun turn(orientation: Int): Matrix {
    val turn = Matrix()
    when (orientation) {
        ExifInterface.ORIENTATION_ROTATE_90, ExifInterface.ORIENTATION_TRANSPOSE -> turn.postRotate(90f)
        ExifInterface.ORIENTATION_ROTATE_180 -> turn.postRotate(180f)
        ExifInterface.ORIENTATION_ROTATE_270, ExifInterface.ORIENTATION_TRANSVERSE -> turn.postRotate(270f)
    }
    when (orientation) {
        ExifInterface.ORIENTATION_FLIP_HORIZONTAL, ExifInterface.ORIENTATION_TRANSPOSE, ExifInterface.ORIENTATION_TRANSVERSE -> turn.postScale(-1f, 1f)
        ExifInterface.ORIENTATION_FLIP_VERTICAL -> turn.postScale(1f, -1f)
    }
    return turn
}
