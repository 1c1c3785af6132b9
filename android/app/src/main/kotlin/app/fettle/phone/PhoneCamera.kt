package app.fettle.phone

import android.Manifest
import android.app.Application
import android.content.pm.PackageManager
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.os.Handler
import android.os.Looper
import android.view.Surface
import android.view.TextureView
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.viewinterop.AndroidView
import androidx.lifecycle.compose.LifecycleStartEffect
import app.fettle.platform.Allowed
import app.fettle.platform.Camera
import app.fettle.platform.Frame

/** The phone's camera by camera2: nothing but the framework's own, so that it is there on phones without a vendor's services. */
class PhoneCamera(private val app: Application, private val asking: Asking) : Camera {
    init {
        asking.looked = { allowed = now() }
    }

    private val manager: CameraManager? = app.getSystemService(CameraManager::class.java)

    /** The camera that looks away from the user; asked anew until there is an answer. */
    private var found: Pair<String, CameraCharacteristics>? = null
        get() = field ?: manager?.let(::backCamera).also { field = it }

    override var allowed by mutableStateOf(now())
        private set

    override val hasTorch: Boolean
        get() = found?.second?.get(CameraCharacteristics.FLASH_INFO_AVAILABLE) == true

    override var failed by mutableStateOf(false)
        private set

    override fun again() {
        failed = false
    }

    private var session: CameraSession? = null

    override fun ask() = asking.ask(Manifest.permission.CAMERA)

    private fun now(): Allowed =
        when {
            !app.packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY) -> Allowed.NONE
            app.checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED -> Allowed.YES
            else -> Allowed.ASK
        }

    @Composable
    override fun Preview(modifier: Modifier, torch: Boolean, onFrame: ((Frame) -> Unit)?) {
        val look by rememberUpdatedState(onFrame)
        val lit by rememberUpdatedState(torch)
        var surface by remember { mutableStateOf<SurfaceTexture?>(null) }
        var view by remember { mutableStateOf<TextureView?>(null) }
        AndroidView(
            { context ->
                TextureView(context).apply {
                    view = this
                    surfaceTextureListener = Listener({ turn(this) }) { surface = it }
                }
            },
            modifier,
        )
        val at = surface
        if (at != null) {
            // Only while the activity is seen: out of sight the camera is another app's.
            LifecycleStartEffect(at) {
                val held = Holding(app) { view?.let(::turn) }
                held.enable()
                holding = held
                val begun = begin(at) { look?.invoke(it) }
                // Who comes back finds the light as the button says it is.
                begun?.torch(lit)
                onStopOrDispose {
                    held.disable()
                    begun?.close()
                    if (session === begun) session = null
                }
            }
            LaunchedEffect(torch) { session?.torch(torch) }
        }
    }

    private var holding: Holding? = null

    /** How the camera is built in; as in nearly every phone where it does not say. */
    private val sensor: Int
        get() = found?.second?.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 90

    /** Draws the preview upright and undistorted: the view knows nothing of how the screen is turned. */
    private fun turn(view: TextureView) {
        val quarters = view.display?.rotation ?: 0
        view.setTransform(
            previewTurn(view.width.toFloat(), view.height.toFloat(), CameraSession.WIDTH, CameraSession.HEIGHT, sensor, quarters)
        )
    }

    private fun begin(texture: SurfaceTexture, onFrame: (Frame) -> Unit): CameraSession? {
        val cameras = manager
        val (id, about) = found ?: (null to null)
        if (cameras == null || id == null || about == null) {
            failed = true
            return null
        }
        texture.setDefaultBufferSize(CameraSession.WIDTH, CameraSession.HEIGHT)
        return CameraSession(cameras, id, about, Surface(texture), onFrame, ::lost).also {
            session = it
            it.open()
        }
    }

    /** Said on the glass; and tried anew as soon as whoever took the camera gives it back. */
    private fun lost(which: CameraSession) {
        if (session !== which) return
        failed = true
        val cameras = manager ?: return
        val id = found?.first
        val back =
            object : CameraManager.AvailabilityCallback() {
                override fun onCameraAvailable(camera: String) {
                    if (camera != id) return
                    cameras.unregisterAvailabilityCallback(this)
                    again()
                }
            }
        // What is free already is told at once: a camera that failed by itself is tried by the user.
        if (which.taken) cameras.registerAvailabilityCallback(back, Handler(Looper.getMainLooper()))
    }

    override suspend fun take(): ByteArray? = session?.take(holding?.turned ?: 0)

    private fun backCamera(cameras: CameraManager): Pair<String, CameraCharacteristics>? =
        try {
            val all = cameras.cameraIdList.map { it to cameras.getCameraCharacteristics(it) }
            all.firstOrNull { it.second.get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK } ?: all.firstOrNull()
        } catch (_: CameraAccessException) {
            // The service is down, or the phone's owner forbids cameras.
            null
        } catch (_: IllegalArgumentException) {
            // Pulled out between the two questions.
            null
        }
}

/** Whether there is a surface, and when its size changes. */
private class Listener(private val onSize: () -> Unit, private val onSurface: (SurfaceTexture?) -> Unit) : TextureView.SurfaceTextureListener {
    override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) {
        onSize()
        onSurface(surface)
    }

    override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = onSize()

    override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
        onSurface(null)
        return true
    }

    override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit
}
