package app.fettle.phone

import android.content.res.Resources
import android.view.MotionEvent
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.Modifier
import androidx.compose.ui.input.pointer.motionEventSpy
import app.fettle.ui.kit.Contact

/** Keeps [contact] true: only the platform's own events say how wide a touch is. */
@OptIn(ExperimentalComposeUiApi::class)
internal fun watched(modifier: Modifier, contact: Contact): Modifier = modifier.motionEventSpy { contact.width = width(it) }

private fun width(event: MotionEvent): Float {
    val came = event.actionMasked == MotionEvent.ACTION_DOWN || event.actionMasked == MotionEvent.ACTION_POINTER_DOWN
    // With several on the glass it is not known here which of them is meant later.
    if (!came && event.pointerCount > 1) return 0f
    return event.getTouchMajor(event.actionIndex) / Resources.getSystem().displayMetrics.density
}
