package app.fettle.phone

import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.impl.CameraCaptureSessionImpl
import android.hardware.camera2.impl.CameraDeviceImpl
import android.os.Handler
import android.view.Surface
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.TimeUnit
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCameraCaptureSessionImpl
import org.robolectric.shadows.ShadowCameraDeviceImpl
import org.robolectric.shadows.ShadowCameraManager

/** What the system's camera service does otherwise than well. */
enum class Fault {
    /** It does not answer what cameras there are: it is down, or the phone's owner forbids them. */
    NO_ANSWER,
    /** A camera is gone between the question which there are and the one what it is. */
    PULLED_OUT,
    /** Opening fails at once. */
    NOT_OPENED,
    /** The permission was taken back meanwhile. */
    FORBIDDEN,
    /** The camera opens, and a session cannot even be asked for. */
    NO_SESSION,
    /** The session is refused later: the camera cannot give these pictures together. */
    NOT_CONFIGURED,
    /** The session is there, and no pictures come from it. */
    NO_PREVIEW,
}

/** The system's camera service in a test. Robolectric's own shadows always answer well and at once, and do not say who still has a camera. */
object CameraService {
    /** What goes wrong, if anything. */
    @Volatile var fault: Fault? = null

    /** Whether answers to who opens a camera are kept back until [answer]. */
    @Volatile var slow = false

    /** The cameras that are open: another app can have none of them. */
    val open = CopyOnWriteArrayList<WatchedCamera>()

    private val late = CopyOnWriteArrayList<Pair<Executor, Runnable>>()

    /** Somebody waits for an answer. */
    val isAsked
        get() = late.isNotEmpty()

    fun anew() {
        fault = null
        slow = false
        open.clear()
        late.clear()
    }

    /** Answers who asked, after everything that was done with the camera since. */
    fun answer() {
        val (executor, answer) = late.removeAt(0)
        val done = CountDownLatch(1)
        executor.execute(done::countDown)
        done.await(5, TimeUnit.SECONDS)
        executor.execute(answer)
    }

    internal fun answering(executor: Executor) = Executor { answer -> if (slow) late += executor to answer else executor.execute(answer) }

    internal fun failing(vararg faults: Fault) {
        if (fault in faults) throw CameraAccessException(CameraAccessException.CAMERA_ERROR)
    }
}

@Implements(CameraManager::class)
class WatchedManager : ShadowCameraManager() {
    @Implementation
    override fun getCameraIdList(): Array<String> {
        CameraService.failing(Fault.NO_ANSWER)
        return if (CameraService.fault == Fault.PULLED_OUT) arrayOf("pulled out") else super.getCameraIdList()
    }

    @Implementation(minSdk = 34, maxSdk = 34)
    override fun openCameraDeviceUserAsync(
        cameraId: String,
        callback: CameraDevice.StateCallback,
        executor: Executor,
        clientUid: Int,
        oomScoreOffset: Int,
        overrideToPortrait: Boolean,
    ): CameraDevice {
        CameraService.failing(Fault.NOT_OPENED)
        if (CameraService.fault == Fault.FORBIDDEN) throw SecurityException("the permission was taken back")
        val answering = CameraService.answering(executor)
        return super.openCameraDeviceUserAsync(cameraId, callback, answering, clientUid, oomScoreOffset, overrideToPortrait).also {
            CameraService.open += Shadow.extract<WatchedCamera>(it)
        }
    }
}

@Implements(CameraDeviceImpl::class)
class WatchedCamera : ShadowCameraDeviceImpl() {
    private val requests = CopyOnWriteArrayList<CaptureRequest.Builder>()

    /** Whether it was last asked to shine. */
    val shines
        get() = requests.lastOrNull()?.get(CaptureRequest.FLASH_MODE) == CaptureRequest.FLASH_MODE_TORCH

    @Implementation
    override fun createCaptureRequest(templateType: Int): CaptureRequest.Builder = super.createCaptureRequest(templateType).also { requests += it }

    @Implementation
    override fun createCaptureSession(outputs: List<Surface>, callback: CameraCaptureSession.StateCallback, handler: Handler) {
        CameraService.failing(Fault.NO_SESSION)
        if (CameraService.fault != Fault.NOT_CONFIGURED) return super.createCaptureSession(outputs, callback, handler)
        val session = Shadow.newInstanceOf(CameraCaptureSessionImpl::class.java)
        handler.post { callback.onConfigureFailed(session) }
    }

    @Implementation
    override fun close() {
        super.close()
        CameraService.open -= this
    }
}

@Implements(CameraCaptureSessionImpl::class)
class WatchedSession : ShadowCameraCaptureSessionImpl() {
    @Implementation
    override fun setRepeatingRequest(request: CaptureRequest, callback: CameraCaptureSession.CaptureCallback?, handler: Handler?): Int {
        CameraService.failing(Fault.NO_PREVIEW)
        return super.setRepeatingRequest(request, callback, handler)
    }
}
