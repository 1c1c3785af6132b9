package app.fettle.phone

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.util.Size
import android.view.Surface
import app.fettle.platform.Frame
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.withTimeoutOrNull

/**
 * One opening of one camera: a preview, frames for codes, and photos. All its callbacks come on its own thread, and end with [close]; that it
 * was lost is said on the main one, once.
 */
@Suppress("DEPRECATION") // The session by a list of surfaces: the other form begins with Android 9, the app with 8.
internal class CameraSession(
    private val manager: CameraManager,
    private val id: String,
    private val about: CameraCharacteristics,
    private val preview: Surface,
    private val onFrame: (Frame) -> Unit,
    private val onLost: (CameraSession) -> Unit,
) {
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val main = Handler(Looper.getMainLooper())
    private val frames = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, 2)
    private val photos = largest().let { ImageReader.newInstance(it.width, it.height, ImageFormat.JPEG, 1) }
    @Volatile private var device: CameraDevice? = null

    /** The camera is this session's. */
    internal val isOpen
        get() = device != null

    private var capture: CameraCaptureSession? = null
    private var torch = false
    private var photo: CompletableDeferred<ByteArray?>? = null
    private var closed = false
    private var lost = false

    /** The camera was asked for and has not answered yet. */
    private var asked = false

    /** Another app has it: it comes back. */
    @Volatile
    var taken = false
        private set

    @SuppressLint("MissingPermission") // Asked for before a preview is drawn; a refusal meanwhile is a failure like others.
    fun open() {
        frames.setOnImageAvailableListener({ reader -> reader.acquireLatestImage()?.use { onFrame(it.brightness()) } }, handler)
        photos.setOnImageAvailableListener({ reader -> reader.acquireNextImage()?.use { photo?.complete(it.file()) } }, handler)
        handler.post {
            asked = attempt { manager.openCamera(id, Opened(), handler) }
            if (!asked) lose()
        }
    }

    fun torch(on: Boolean) {
        handler.post {
            torch = on
            show()
        }
    }

    /** The camera's own JPEG, upright for a phone that is [turned] so many degrees clockwise; none when it did not come. */
    suspend fun take(turned: Int): ByteArray? {
        val wanted = CompletableDeferred<ByteArray?>()
        handler.post {
            photo?.complete(null)
            photo = wanted
            if (!attempt { shoot(turned) }) wanted.complete(null)
        }
        return withTimeoutOrNull(PHOTO_MS) { wanted.await() }
    }

    fun close() {
        handler.post {
            closed = true
            photo?.complete(null)
            device?.close()
            device = null
            frames.close()
            photos.close()
            preview.release()
            end()
        }
    }

    /** A camera that opens only after it was left has to be let go of too. Newer systems answer from a thread of their own: that is waited for. */
    private fun end() {
        if (closed && !asked) thread.quitSafely()
    }

    private fun lose() {
        photo?.complete(null)
        if (closed || lost) return
        lost = true
        main.post { onLost(this) }
    }

    /** Whether the camera takes it, if it is open yet. */
    private fun show(): Boolean {
        val (camera, session) = (device ?: return true) to (capture ?: return true)
        return attempt {
            val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            request.addTarget(preview)
            request.addTarget(frames.surface)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            request.set(CaptureRequest.FLASH_MODE, if (torch) CaptureRequest.FLASH_MODE_TORCH else CaptureRequest.FLASH_MODE_OFF)
            session.setRepeatingRequest(request.build(), null, handler)
        }
    }

    private fun shoot(turned: Int) {
        val (camera, session) = (device ?: throw IllegalStateException("closed")) to (capture ?: throw IllegalStateException("closed"))
        val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE)
        request.addTarget(photos.surface)
        val front = about.get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_FRONT
        val sensor = about.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
        request.set(CaptureRequest.JPEG_ORIENTATION, fileTurn(sensor, turned, front))
        if (torch) request.set(CaptureRequest.FLASH_MODE, CaptureRequest.FLASH_MODE_TORCH)
        session.capture(request.build(), null, handler)
    }

    private inner class Opened : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            asked = false
            if (closed) {
                camera.close()
                return end()
            }
            device = camera
            if (!attempt { camera.createCaptureSession(listOf(preview, frames.surface, photos.surface), Configured(), handler) }) lose()
        }

        override fun onDisconnected(camera: CameraDevice) {
            taken = true
            gone(camera)
        }

        override fun onError(camera: CameraDevice, error: Int) {
            taken = error == ERROR_CAMERA_IN_USE || error == ERROR_MAX_CAMERAS_IN_USE
            gone(camera)
        }

        private fun gone(camera: CameraDevice) {
            asked = false
            camera.close()
            device = null
            capture = null
            lose()
            end()
        }
    }

    private inner class Configured : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            capture = session
            if (!show()) lose()
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = lose()
    }

    /** The size of photos: the core reduces them; more than this only takes time. */
    private fun largest(): Size {
        val sizes = about.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(ImageFormat.JPEG).orEmpty()
        return sizes.filter { it.width <= PHOTO_WIDTH }.maxByOrNull { it.width.toLong() * it.height } ?: Size(WIDTH, HEIGHT)
    }

    /** A camera that another app took, that is not there or not allowed any more gives nothing; the screen stays and codes can be typed. */
    private fun attempt(work: () -> Unit): Boolean =
        try {
            work()
            true
        } catch (_: CameraAccessException) {
            false
        } catch (_: IllegalStateException) {
            false
        } catch (_: IllegalArgumentException) {
            false
        } catch (_: SecurityException) {
            false
        }

    private fun Image.brightness(): Frame {
        val plane = planes[0]
        val luma = ByteArray(plane.buffer.remaining()).also { plane.buffer.get(it) }
        // The last row may lack its padding: the core wants whole rows.
        val whole = plane.rowStride * height
        return Frame(width, height, plane.rowStride, if (luma.size < whole) luma.copyOf(whole) else luma)
    }

    private fun Image.file(): ByteArray = planes[0].buffer.let { buffer -> ByteArray(buffer.remaining()).also { buffer.get(it) } }

    companion object {
        /** Frames for codes: enough for a small Data Matrix a hand away, few enough for ten a second. */
        const val WIDTH = 1280
        const val HEIGHT = 720
        private const val PHOTO_WIDTH = 4096
        private const val PHOTO_MS = 10_000L
    }
}
