package app.fettle.phone

import android.content.Context
import android.graphics.Matrix
import android.view.OrientationEventListener

/** How the phone is held, to the quarter: photos stand upright also where the screen does not turn with the phone. */
internal class Holding(context: Context, private val changed: () -> Unit) : OrientationEventListener(context) {
    /** How far the phone is turned from how it is made to be held, in degrees clockwise. */
    @Volatile
    var turned = 0
        private set

    override fun onOrientationChanged(degrees: Int) {
        // Lying flat it is held as it was before.
        if (degrees == ORIENTATION_UNKNOWN) return
        turned = (degrees + 45) / 90 * 90 % 360
        changed()
    }
}

/** By how many degrees clockwise a camera's file is turned to stand upright: the camera is built in at [sensor] degrees (camera2). */
internal fun fileTurn(sensor: Int, turned: Int, front: Boolean): Int = (sensor + (if (front) -turned else turned) + 360) % 360

/**
 * How a preview of [long] x [short] pixels is drawn into a view of [width] x [height], which draws it upright for a phone that is held as it is
 * made to be, and stretched: as it is seen, filling the view, where the screen is turned by [quarters] (`Display.getRotation`).
 */
internal fun previewTurn(width: Float, height: Float, long: Int, short: Int, sensor: Int, quarters: Int): Matrix {
    val (across, down) = if (sensor % 180 == 0) long.toFloat() to short.toFloat() else short.toFloat() to long.toFloat()
    val (middle, centre) = width / 2 to height / 2
    val (wide, high) = if (quarters % 2 == 0) across to down else down to across
    val fill = maxOf(width / wide, height / high)
    return Matrix().apply {
        postScale(across / width, down / height, middle, centre)
        postRotate(-90f * quarters, middle, centre)
        postScale(fill, fill, middle, centre)
    }
}
