package app.fettle.phone

import android.Manifest
import android.app.Application
import android.content.pm.PackageManager
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.view.Surface
import android.view.TextureView
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.viewinterop.AndroidView
import app.fettle.platform.Allowed
import app.fettle.platform.Camera
import app.fettle.platform.Frame

/** The phone's camera by camera2: nothing but the framework's own, so that it is there on phones without a vendor's services. */
class PhoneCamera(private val app: Application, private val asking: Asking) : Camera {
    init {
        asking.looked = { allowed = now() }
    }

    private val manager: CameraManager? = app.getSystemService(CameraManager::class.java)
    private val back: String? by lazy { manager?.let(::backCamera) }

    override var allowed by mutableStateOf(now())
        private set

    override val hasTorch: Boolean by lazy {
        val id = back
        id != null && manager?.getCameraCharacteristics(id)?.get(CameraCharacteristics.FLASH_INFO_AVAILABLE) == true
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
            DisposableEffect(at) {
                val held = Holding(app) { view?.let(::turn) }
                held.enable()
                holding = held
                val begun = begin(at) { look?.invoke(it) }
                onDispose {
                    held.disable()
                    begun?.close()
                    if (session === begun) session = null
                }
            }
            LaunchedEffect(at, torch) { session?.torch(torch) }
        }
    }

    private var holding: Holding? = null

    /** How the camera is built in; as in nearly every phone where it does not say. */
    private val sensor: Int by lazy {
        try {
            back?.let { manager?.getCameraCharacteristics(it)?.get(CameraCharacteristics.SENSOR_ORIENTATION) } ?: 90
        } catch (_: CameraAccessException) {
            90
        }
    }

    /** Draws the preview upright and undistorted: the view knows nothing of how the screen is turned. */
    private fun turn(view: TextureView) {
        val quarters = view.display?.rotation ?: 0
        view.setTransform(
            previewTurn(view.width.toFloat(), view.height.toFloat(), CameraSession.WIDTH, CameraSession.HEIGHT, sensor, quarters)
        )
    }

    private fun begin(texture: SurfaceTexture, onFrame: (Frame) -> Unit): CameraSession? {
        val (cameras, id) = (manager ?: return null) to (back ?: return null)
        texture.setDefaultBufferSize(CameraSession.WIDTH, CameraSession.HEIGHT)
        return CameraSession(cameras, id, Surface(texture), onFrame).also {
            session = it
            it.open()
        }
    }

    override suspend fun take(): ByteArray? = session?.take(holding?.turned ?: 0)

    private fun backCamera(cameras: CameraManager): String? =
        cameras.cameraIdList.firstOrNull {
            cameras.getCameraCharacteristics(it).get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK
        } ?: cameras.cameraIdList.firstOrNull()
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
