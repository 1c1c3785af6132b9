package app.fettle.phone

import android.app.Application

/** The process. It holds what outlives screens: the core, opened once, and what the phone gives. */
class FettleApplication : Application() {
    /** What the app is made of; a test puts its own here before anything is drawn. */
    val parts: Parts by lazy { make(this) }

    companion object {
        /** How the parts are made. */
        @Volatile var make: (Application) -> Parts = { PhoneParts(it) }
    }
}
