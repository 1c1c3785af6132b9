package app.fettle.ui

import androidx.compose.foundation.lazy.items
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import app.fettle.core.Action
import app.fettle.core.Banner
import app.fettle.core.Button
import app.fettle.core.Choice
import app.fettle.core.Entry
import app.fettle.core.Field
import app.fettle.core.FieldKind
import app.fettle.core.Head
import app.fettle.core.JobAction
import app.fettle.core.Route
import app.fettle.core.Row
import app.fettle.core.Section
import app.fettle.core.Tone
import app.fettle.core.Unsent
import app.fettle.ffi.shellWords
import app.fettle.support.RecordingShell
import app.fettle.support.Restoration
import app.fettle.ui.kit.Refusal
import app.fettle.ui.kit.ScreenFrame
import app.fettle.ui.kit.SectionCard
import app.fettle.ui.theme.FettleTheme
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test

/** The pieces that every screen is made of: what a tap hands to the core, and what is said when a tap is not possible. */
class KitTest {
    @get:Rule val compose = createComposeRule()
    private val shell = RecordingShell(shellWords("en"))
    private val restoration by lazy { Restoration(compose) }
    private val start = Action.Job("j1", JobAction.Start)
    private val wait = Action.Job("j1", JobAction.WaitParts)

    private fun show(buttons: List<Button> = emptyList(), rows: List<Row> = emptyList(), banners: List<Banner> = emptyList()) =
        restoration.setContent {
            FettleTheme(dark = false) {
                ScreenFrame(Head("BJ-12", "Gate camera", banners), buttons, shell) { onTap ->
                    items(listOf(Section("parts", "Parts", rows, "No parts yet."))) { SectionCard(it, shell, onTap) }
                }
            }
        }

    @Test
    fun aPlainTapGoesStraightToTheCore() {
        show(listOf(button("start", start, primary = true)))
        compose.onNodeWithTag("button-start").performClick()
        assertEquals(listOf(start to emptyList<Entry>()), shell.acts)
    }

    @Test
    fun aButtonThatAsksHandsInWhatWasFilledIn() {
        val reason = field("reason", FieldKind.TEXT)
        val part = field("part", FieldKind.CHOICE, choices = listOf(Choice("psu", "Power supply"), Choice("lens", "Lens")))
        show(listOf(button("start", start, primary = true), button("wait", wait, ask = listOf(reason, part))))
        compose.onNodeWithContentDescription("More actions").performClick()
        compose.onNodeWithTag("button-wait").performClick()
        assertEquals(emptyList<Any>(), shell.acts)
        compose.onNodeWithText("reason").performTextInput("no stock")
        compose.onNodeWithTag("choice-lens").performClick()
        compose.onNodeWithTag("ask-confirm").performClick()
        assertEquals(listOf(wait to listOf(Entry("reason", "no stock"), Entry("part", "lens"))), shell.acts)
    }

    @Test
    fun aHalfFilledQuestionIsKeptByTheCoreAndOutlivesTheProcess() {
        val (reason, pin) = field("reason", FieldKind.TEXT) to field("pin", FieldKind.SECRET)
        val ask = button("wait", wait, primary = true, ask = listOf(reason, pin))
        val other = button("start", start, ask = listOf(reason))
        show(listOf(ask, other))
        compose.onNodeWithTag("button-wait").performClick()
        compose.onNodeWithText("reason").performTextInput("no stock")
        compose.onNodeWithText("pin").performTextInput("1234")
        compose.mainClock.advanceTimeBy(2_000)
        compose.waitUntil { shell.kept.isNotEmpty() }
        assertEquals("under its button's name, without what is secret", listOf(Entry("wait.reason", "no stock")), shell.kept.last())
        restoration.dieAndComeBack()
        compose.onNodeWithTag("ask-confirm").performClick()
        assertEquals(listOf(wait to listOf(Entry("reason", "no stock"), Entry("pin", ""))), shell.acts)

        // The process is gone and the asking with it: what was typed for one button is not put into another's.
        restoration.dieAndComeBack { shell.asked = null }
        compose.onNodeWithContentDescription("More actions").performClick()
        compose.onNodeWithTag("button-start").performClick()
        compose.onNodeWithTag("ask-confirm").performClick()
        assertEquals(start to listOf(Entry("reason", "")), shell.acts.last())
    }

    @Test
    fun whatIsRefusedIsSaidInTheFormWhichStays() {
        show(listOf(button("wait", wait, primary = true, ask = listOf(field("reason", FieldKind.TEXT)))))
        compose.onNodeWithTag("button-wait").performClick()
        compose.onNodeWithText("reason").performTextInput("no stock")
        compose.onNodeWithTag("ask-confirm").performClick()
        shell.refusal = Refusal("job_closed", "The job is closed.", null)
        compose.onNodeWithTag("ask-refusal").assertIsDisplayed()
        shell.refusal = Refusal("field_missing", "Say why.", "reason")
        compose.onNodeWithText("Say why.").assertIsDisplayed()
        compose.onNodeWithTag("ask-refusal").assertDoesNotExist()
        compose.onNodeWithText("no stock").assertIsDisplayed()
        compose.onNodeWithTag("ask-cancel").performClick()
        compose.onNodeWithTag("ask").assertDoesNotExist()
    }

    @Test
    fun aButtonThatCannotBeTappedSaysWhy() {
        show(listOf(button("start", start, primary = true).copy(enabled = false, whyNot = "You are not on site yet.")))
        compose.onNodeWithTag("button-start").assertIsNotEnabled()
        compose.onNodeWithText("You are not on site yet.").assertIsDisplayed()
    }

    @Test
    fun whatIsUrgentIsSaidAsWellAsColoured() {
        show(banners = listOf(Banner(Tone.BAD, "Promise broken.", Route.Sync)))
        compose.onNodeWithContentDescription("Urgent", useUnmergedTree = true).assertExists()
        compose.onNodeWithText("Promise broken.").performClick()
        assertEquals(listOf<Route>(Route.Sync), shell.opened)
    }

    @Test
    fun whatIsUnsentIsACountInTheTitleBarThatLeadsToTheSync() {
        val unsent = Unsent(2uL, 1uL, "3", "Waiting to send: 2 records, 1 file", Route.Sync)
        restoration.setContent {
            FettleTheme(dark = false) { ScreenFrame(Head("BJ-12", "Gate camera", emptyList(), unsent), emptyList(), shell) {} }
        }
        compose.onNodeWithText("↑3").assertIsDisplayed()
        compose.onNodeWithTag("unsent").performClick()
        assertEquals(listOf<Route>(Route.Sync), shell.opened)
    }

    @Test
    fun anEmptySectionSaysSo() {
        show()
        compose.onNodeWithText("No parts yet.").assertIsDisplayed()
    }

    private fun button(key: String, action: Action, primary: Boolean = false, ask: List<Field> = emptyList()) =
        Button(key, key, action, true, "", primary, false, "", ask)

    private fun field(key: String, kind: FieldKind, choices: List<Choice> = emptyList()) =
        Field(key, key, kind, "", false, "", "", choices, "", "", "")
}
