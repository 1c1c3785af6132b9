package app.fettle

import app.fettle.core.About
import app.fettle.ffi.about
import org.junit.Assert.assertEquals
import org.junit.Test

/** The library loads, and a record of the core's crate comes through a function of the bindings' crate. */
class BindingsTest {
    @Test
    fun theCoreSaysWhatItIs() {
        val here: About = about()
        assertEquals("0.1.0", here.version)
        assertEquals(listOf("zh-CN", "en"), here.languages)
    }
}
