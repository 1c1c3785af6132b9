package app.fettle.phone

import android.Manifest
import android.app.Application
import android.content.pm.PackageManager
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.os.Looper
import android.view.TextureView
import android.view.View
import android.view.ViewGroup
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowCameraCharacteristics

/** The camera on the scan screen of the real activity: when the app has it, and what the user is told when it cannot be had. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w411dp-h891dp-xhdpi", shadows = [WatchedManager::class, WatchedCamera::class, WatchedSession::class])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class CameraTest {
    @get:Rule val compose = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private val app: Application = ApplicationProvider.getApplicationContext()
    private val manager = app.getSystemService(CameraManager::class.java)
    private val about: CameraCharacteristics = ShadowCameraCharacteristics.newCameraCharacteristics()

    @Before
    fun aPhoneWithACamera() {
        CameraService.anew()
        shadowOf(about).set(CameraCharacteristics.LENS_FACING, CameraCharacteristics.LENS_FACING_BACK)
        shadowOf(about).set(CameraCharacteristics.FLASH_INFO_AVAILABLE, true)
        shadowOf(manager).addCamera("0", about)
        shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        useOwnParts(temporary.newFolder("keys"))
    }

    @Test
    fun outOfSightTheCameraIsLetGoOfAndInSightItIsAsItWas() = scanning { hand ->
        hand.surface()
        hand.opens()
        assertFalse(CameraService.open.single().shines)
        hand.tap("button-torch")
        hand.until("it shines") { CameraService.open.single().shines }

        hand.scenario.moveToState(Lifecycle.State.CREATED)
        pumped("another app can have it") { CameraService.open.isEmpty() }
        hand.scenario.moveToState(Lifecycle.State.RESUMED)
        hand.settle()
        hand.opens()
        hand.until("the light is as the button says") { CameraService.open.single().shines }

        hand.leave()
        hand.isLetGoOf("left")
    }

    @Test
    fun aCameraThatOpensOnlyWhenNobodyLooksAnyMoreIsLetGoOf() = scanning { hand ->
        CameraService.slow = true
        hand.surface()
        hand.until("it is asked for") { CameraService.isAsked }
        hand.scenario.moveToState(Lifecycle.State.CREATED)
        assertEquals("it is under way", 1, CameraService.open.size)
        CameraService.answer()
        pumped("another app can have it") { CameraService.open.isEmpty() }
    }

    @Test
    fun aCameraThatCannotBeSetUpIsLetGoOfAndTheUserIsTold() {
        val setUp = listOf(Fault.NOT_OPENED, Fault.FORBIDDEN, Fault.NO_SESSION, Fault.NOT_CONFIGURED, Fault.NO_PREVIEW)
        scanning { hand ->
            for (fault in setUp) {
                CameraService.fault = fault
                hand.surface()
                hand.isTold("$fault")
                hand.isLetGoOf("$fault")
                CameraService.fault = null
                hand.tap("button-again")
                hand.surface()
                hand.opens()
                assertFalse("$fault", hand.shown("no-camera"))

                hand.leave()
                hand.isLetGoOf("$fault, left")
                hand.tap("button-scan")
            }
        }
    }

    @Test
    fun whereTheSystemDoesNotSayWhatCamerasThereAreTheUserIsToldAndItIsAskedAnew() {
        CameraService.fault = Fault.NO_ANSWER
        scanning { hand ->
            for (fault in listOf(Fault.NO_ANSWER, Fault.PULLED_OUT)) {
                CameraService.fault = fault
                assertFalse("$fault: whether it has a light", hand.shown("button-torch"))
                hand.surface()
                hand.isTold("$fault")
                hand.tap("button-again")
            }
            hand.surface()
            hand.isTold("still")

            CameraService.fault = null
            hand.tap("button-again")
            assertTrue(hand.shown("button-torch"))
            hand.surface()
            hand.opens()
            assertFalse(hand.shown("no-camera"))
        }
    }

    @Test
    fun aCameraThatAnotherAppTookIsThereAgainWithoutATapWhenItIsGivenBack() = scanning { hand ->
        hand.surface()
        hand.opens()
        shadowOf(manager).triggerDisconnect()
        hand.isTold("taken")
        hand.isLetGoOf("taken")

        shadowOf(manager).removeCamera("0")
        shadowOf(manager).addCamera("0", about)
        hand.until("it is tried anew") { !hand.shown("no-camera") }
        hand.surface()
        hand.opens()
    }

    /** On the scan screen of a fresh phone. */
    private fun scanning(work: (Hand) -> Unit) =
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val hand = Hand(compose, scenario)
            hand.await("button-scan")
            hand.tap("button-scan")
            work(hand)
        }

    /** Gives the preview its surface, as the system does where a graphics card draws; here none does. */
    private fun Hand.surface() {
        settle()
        scenario.onActivity { activity ->
            val view = activity.window.decorView.preview() ?: error("no preview on the screen")
            view.surfaceTextureListener!!.onSurfaceTextureAvailable(SurfaceTexture(0), view.width, view.height)
        }
        settle()
    }

    private fun View.preview(): TextureView? =
        this as? TextureView ?: (this as? ViewGroup)?.run { (0 until childCount).firstNotNullOfOrNull { getChildAt(it).preview() } }

    private fun Hand.opens() = until("it opens") { CameraService.open.size == 1 }

    private fun Hand.isLetGoOf(why: String) = until("$why: it is let go of") { CameraService.open.isEmpty() }

    private fun Hand.isTold(why: String) {
        until("$why: the user is told") { shown("no-camera") }
        compose.onNode(hasText(shell.words.cameraFailed) and hasAnyAncestor(hasTestTag("no-camera"))).assertExists()
        assertTrue(shown("button-again"))
    }

    private fun Hand.leave() {
        scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
        await("button-scan")
    }

    /** Waits while nothing is drawn: the glass is dark. */
    private fun pumped(what: String, that: () -> Boolean) {
        repeat(500) {
            shadowOf(Looper.getMainLooper()).idle()
            if (that()) return
            Thread.sleep(20)
        }
        throw AssertionError("not in ten seconds: $what")
    }
}
