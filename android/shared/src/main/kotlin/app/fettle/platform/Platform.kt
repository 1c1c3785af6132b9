package app.fettle.platform

import androidx.compose.ui.graphics.ImageBitmap
import app.fettle.core.MapPoint

/** What a phone gives beside its screen. One of these a process; tests bring their own. */
interface Platform {
    /** The camera. */
    val camera: Camera

    /** The phone's pictures; none where nothing can be chosen. */
    val gallery: Gallery?
        get() = null

    /** A short pulse in the hand: a code was read. */
    fun pulse()

    /**
     * Where the phone is, as `latitude,longitude,metres,age in seconds`; none where that is not allowed or not known. Waits some seconds at most, and for the
     * answer of the user, who is asked the first time.
     */
    suspend fun here(): String?

    /** Opens the phone's map at a place; false where there is none. */
    fun map(point: MapPoint): Boolean

    /** Shows a number in the phone's dialler, where the user calls it or not; false where there is none. */
    fun dial(number: String): Boolean

    /** Puts a text on the phone's clipboard. */
    fun copy(text: String)

    /** What makes PDF files; none where nothing does. */
    val pdf: Pdf?

    /** Offers a file to other apps. */
    fun share(path: String, type: String)

    /** Decodes a JPEG or PNG of the core or the camera, upright however the camera was held; none when it is not one. Called off the UI thread. */
    fun decode(bytes: ByteArray): ImageBitmap?
}
