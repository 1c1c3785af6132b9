package app.fettle.ui

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.InternalComposeUiApi
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performImeAction
import androidx.compose.ui.test.performKeyPress
import androidx.compose.ui.test.performTextReplacement
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.Entry
import app.fettle.core.Field
import app.fettle.core.FieldKind
import app.fettle.core.Head
import app.fettle.core.Panel
import app.fettle.core.ScanAction
import app.fettle.core.ScanFor
import app.fettle.core.ScanScreen
import app.fettle.core.Section
import app.fettle.ffi.shellWords
import app.fettle.support.RecordingShell
import app.fettle.ui.kit.Burst
import app.fettle.ui.kit.FieldEditor
import app.fettle.ui.kit.LocalKeyTime
import app.fettle.ui.theme.FettleTheme
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Rule
import org.junit.Test

/** Scanners that type: one burst of keys is one scan, whatever has the focus and however its separators are sent; a hand at the keys is none. */
@OptIn(ExperimentalComposeUiApi::class, InternalComposeUiApi::class)
class WedgeTest {
    @get:Rule val compose = createComposeRule()
    private val shell = RecordingShell(shellWords("en"))
    private var now = 1_000L
    private val typed = Action.Scan(ScanFor.Find, ScanAction.Typed)

    private fun show(content: @androidx.compose.runtime.Composable () -> Unit) {
        compose.setContent { CompositionLocalProvider(LocalKeyTime provides { now }) { FettleTheme(dark = false) { content() } } }
        compose.waitForIdle()
    }

    private fun SemanticsNodeInteraction.key(key: Key, char: Int = 0, ctrl: Boolean = false, after: Long = 10) {
        now += after
        performKeyPress(KeyEvent(key, KeyEventType.KeyDown, char, isCtrlPressed = ctrl))
        performKeyPress(KeyEvent(key, KeyEventType.KeyUp, char, isCtrlPressed = ctrl))
    }

    private fun SemanticsNodeInteraction.keys(text: String, each: Long = 10) = text.forEach { key(Key.Unknown, it.code, after = each) }

    private fun field(kind: FieldKind) = Field("code", "Code", kind, "", true, "", "", emptyList(), "", "", "")

    private fun scanScreen() {
        val button = Button("typed", "Go", typed, true, "", true, false, "", emptyList())
        val none = Section("found", "", emptyList(), "")
        val screen = ScanScreen(Head("Scan", "", emptyList()), "", Panel("typed", "", listOf(field(FieldKind.TEXT)), button), "", null, none)
        show { ScanScreen(screen, shell) }
    }

    @Test
    fun onTheScanScreenAScanGoesToTheCoreWithoutATapAndKeepsItsSeparators() {
        scanScreen()
        val root = compose.onAllNodes(isRoot()).onFirst()
        root.keys("010690123000001010L7")
        root.key(Key.RightBracket, ctrl = true)
        root.keys("21SN")
        root.key(Key.Enter, after = 30)
        assertEquals(listOf(typed to listOf(Entry("code", "010690123000001010L7\u001d21SN"))), shell.acts)
        // The next one is another.
        root.keys("PS05-C03", each = 40)
        root.key(Key.Tab)
        assertEquals(Entry("code", "PS05-C03"), shell.acts.last().second.single())
        // Scanners that end with nothing.
        root.keys("PS05-C04")
        compose.mainClock.advanceTimeBy(1_000)
        compose.waitUntil { shell.acts.size == 3 }
        assertEquals(Entry("code", "PS05-C04"), shell.acts.last().second.single())
    }

    @Test
    fun inAFieldAScanIsTheWholeOfItWhateverStoodThere() {
        var value by mutableStateOf("half typed")
        show { FieldEditor(field(FieldKind.CODE), value, shell) { value = it } }
        val field = compose.onNode(hasSetTextAction())
        field.performClick()
        field.keys("21SN")
        field.key(Key.Unknown, 0x1d)
        field.keys("10L7")
        field.key(Key.Enter)
        compose.waitForIdle()
        assertEquals("21SN\u001d10L7", value)
        // A hand is slow: Enter after it replaces nothing.
        field.keys("ABCDEF", each = 120)
        field.key(Key.Enter)
        compose.waitForIdle()
        assertEquals("21SN\u001d10L7", value)
        // A keyboard of the system that hands in a scan as a whole, with its end.
        field.performTextReplacement("SN-77\n")
        assertEquals("SN-77", value)
    }

    @Test
    fun enterHandsInAFormOfOneLine() {
        scanScreen()
        compose.onNode(hasSetTextAction()).performTextReplacement("PS05")
        compose.onNode(hasSetTextAction()).performImeAction()
        assertEquals(listOf(typed to listOf(Entry("code", "PS05"))), shell.acts)
    }

    @Test
    fun separatorsAreReadHoweverTheScannerWritesThem() {
        for (gs in listOf("\\u001d", "\\u001D", "<GS>", "{GS}", "\u001d")) {
            val burst = Burst()
            "0106901230000010${gs}21SN".forEachIndexed { i, char -> burst.typed(char.code, 100L + i) }
            assertEquals("0106901230000010\u001d21SN", burst.end(150))
        }
        val slow = Burst()
        "ABCDEF".forEachIndexed { i, char -> slow.typed(char.code, 100L + i * 90) }
        assertNull("a hand", slow.end(560))
        "ABC".forEachIndexed { i, char -> slow.typed(char.code, 1_000L + i) }
        assertNull("too few to be sure", slow.end(1_010))
    }
}
