package app.fettle.phone

import android.annotation.TargetApi
import android.app.Activity
import android.app.Application
import android.app.KeyguardManager
import android.content.Intent
import android.hardware.biometrics.BiometricManager.Authenticators
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import android.os.Handler
import android.os.Looper
import app.fettle.ffi.PlatformOwner
import java.util.concurrent.CompletableFuture

/**
 * The phone's own check of its owner: finger, face, or the phone's PIN, pattern or password. By the framework's prompt, so that it is there
 * without a vendor's services. It lies over the activity that is in front; where none is, nobody can be asked.
 */
class PhoneOwner(
    private val app: Application,
    /** Shows the prompt with a line that says why, until it is cancelled; gives whether it was the owner. */
    private val prompt: (Activity, String, CancellationSignal, (Boolean) -> Unit) -> Unit = ::showPrompt,
) : PlatformOwner {
    private val main = Handler(Looper.getMainLooper())
    private var front: Activity? = null
    private var confirm: ((Intent) -> Unit)? = null
    private var asked: CompletableFuture<Boolean>? = null
    private var cancel: CancellationSignal? = null

    /** [confirm] shows the system's own page for PIN, pattern or password; [confirmed] is its answer. */
    internal fun attach(activity: Activity, confirm: (Intent) -> Unit) {
        front = activity
        this.confirm = confirm
    }

    internal fun detach(activity: Activity) {
        if (front !== activity) return
        front = null
        confirm = null
        // The system's page answers the activity that is made anew; its prompt ends with the one that it lay over.
        cancel?.cancel()
        if (activity.isFinishing) answer(false)
    }

    internal fun confirmed(known: Boolean) = answer(known)

    /** Fingers and faces are taken only where there is a screen lock too. */
    override fun available() = guard()?.isDeviceSecure == true

    override fun check(why: String): Boolean {
        val wanted = CompletableFuture<Boolean>()
        main.post { ask(why, wanted) }
        return wanted.get()
    }

    private fun ask(why: String, wanted: CompletableFuture<Boolean>) {
        answer(false)
        val activity = front?.takeIf { available() }
        if (activity == null) {
            wanted.complete(false)
            return
        }
        asked = wanted
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            prompt(activity, why, CancellationSignal().also { cancel = it }) { if (asked === wanted) answer(it) }
        } else page(why)
    }

    /** Before Android 10 the prompt knows no PIN. */
    private fun page(why: String) {
        @Suppress("DEPRECATION") // The prompt stands in its place later.
        val page = guard()?.createConfirmDeviceCredentialIntent(why, null)
        val confirm = confirm
        if (page == null || confirm == null) answer(false) else confirm(page)
    }

    private fun answer(known: Boolean) {
        cancel = null
        asked?.complete(known)
        asked = null
    }

    private fun guard(): KeyguardManager? = app.getSystemService(KeyguardManager::class.java)
}

@TargetApi(Build.VERSION_CODES.Q)
private fun showPrompt(activity: Activity, why: String, cancel: CancellationSignal, answer: (Boolean) -> Unit) {
    val builder = BiometricPrompt.Builder(activity).setTitle(why)
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        builder.setAllowedAuthenticators(Authenticators.BIOMETRIC_STRONG or Authenticators.DEVICE_CREDENTIAL)
    } else {
        @Suppress("DEPRECATION") // The other form begins with Android 11.
        builder.setDeviceCredentialAllowed(true)
    }
    val answered =
        object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = answer(true)

            // Cancelled, too many tries, nothing to check with. A finger that was not known is no end: the prompt goes on.
            override fun onAuthenticationError(code: Int, text: CharSequence) = answer(false)
        }
    builder.build().authenticate(cancel, activity.mainExecutor, answered)
}
