package app.fettle.phone

import android.os.Looper
import app.fettle.ffi.FettleAppInterface
import java.lang.reflect.InvocationTargetException
import java.lang.reflect.Proxy

/** The core as the app holds it in tests: any call on the UI thread ends the test, for on a phone it would be a frame that does not come. */
object OffUiThread {
    /** What was called on the UI thread, by name. Empty when all is well. */
    val calls: MutableList<String> = java.util.concurrent.CopyOnWriteArrayList()

    fun guard(core: FettleAppInterface): FettleAppInterface =
        Proxy.newProxyInstance(javaClass.classLoader, arrayOf(FettleAppInterface::class.java)) { _, method, args ->
            if (Looper.getMainLooper().isCurrentThread && !suspends(method.parameterTypes)) {
                calls += method.name
                throw IllegalStateException("the core's ${method.name} was called on the UI thread")
            }
            try {
                method.invoke(core, *args.orEmpty())
            } catch (thrown: InvocationTargetException) {
                throw thrown.targetException
            }
        } as FettleAppInterface

    /** A suspending function only starts the core's own work and waits without holding the thread. */
    private fun suspends(types: Array<Class<*>>) = types.lastOrNull() == kotlin.coroutines.Continuation::class.java
}
