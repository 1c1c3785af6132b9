package app.fettle.platform

import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier

/** Whether the camera may be used. */
enum class Allowed {
    /** It may. */
    YES,
    /** Nobody was asked yet, or asking again is possible. */
    ASK,
    /** There is none here. */
    NONE,
}

/** One frame's brightness: rows of [stride] bytes, of which [width] count. */
class Frame(val width: Int, val height: Int, val stride: Int, val luma: ByteArray)

/** The phone's camera, for photos and for codes. What a frame or a file means is the core's to say. */
interface Camera {
    /** Whether it may be used; read while drawing, so that an answer redraws the screen. */
    val allowed: Allowed

    /** Whether there is a light to turn on. */
    val hasTorch: Boolean

    /** It was taken away or does not answer; read while drawing. What to do is the user's to say: [again]. */
    val failed: Boolean

    /** Tries anew after [failed]. */
    fun again()

    /** Asks the user; where the answer is final, leads to the phone's settings. */
    fun ask()

    /**
     * Shows what the camera sees. [onFrame] gets frames for codes as they come, on a thread of the camera's own, and is missing where only
     * photos are taken. Leaving the screen or the app frees the camera.
     */
    @Composable
    fun Preview(modifier: Modifier, torch: Boolean, onFrame: ((Frame) -> Unit)?)

    /** Takes a photo: the camera's own JPEG file with what it knows of time and place; none when it failed or was left. */
    suspend fun take(): ByteArray?
}

/** Whether there is something to see. */
val Camera.gives: Boolean
    get() = allowed == Allowed.YES && !failed
