package app.fettle.phone

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasAnyAncestor
import androidx.compose.ui.test.hasScrollAction
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.ComposeTestRule
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.test.core.app.ActivityScenario
import app.fettle.core.Field
import app.fettle.core.FieldKind
import app.fettle.core.ItemCard
import app.fettle.core.ItemGroup
import app.fettle.core.Route
import app.fettle.core.Screen
import app.fettle.shell.AppShell
import app.fettle.support.Luma

/**
 * A hand on the glass: it finds what it is told by the names of things, scrolls there, taps and types, and waits until the app has answered.
 * What is not on the screen, or greyed out, fails the test.
 */
class Hand(private val compose: ComposeTestRule, val scenario: ActivityScenario<MainActivity>) {
    /** The shell of the activity that is in front. */
    val shell: AppShell
        get() {
            var found: AppShell? = null
            scenario.onActivity { found = it.held.shell }
            return found ?: error("the core is not open")
        }

    /** What is shown, as the core gave it. */
    val screen: Screen
        get() = shell.screen ?: error("nothing is shown")

    fun shown(tag: String) = found(hasTestTag(tag))

    /** Waits for something to come. */
    fun await(tag: String) {
        compose.waitUntil("$tag comes", WAIT) { shown(tag) }
        settle()
    }

    /** Waits for [that], whatever it is. */
    fun until(what: String, that: () -> Boolean) = compose.waitUntil(what, WAIT) { that() }

    /** Waits until nothing is on its way. */
    fun settle() {
        compose.waitForIdle()
        compose.waitUntil("the app is done", WAIT) {
            var busy = true
            scenario.onActivity { activity -> busy = activity.held.shell?.let { it.underWay > 0 } ?: true }
            !busy
        }
        compose.waitForIdle()
    }

    /** What has this name, scrolled to. */
    fun find(tag: String, within: String? = null) = bring(named(tag, within))

    /** Taps what has this name, in a part of the screen where there are several. */
    fun tap(tag: String, within: String? = null) {
        val node = bring(named(tag, within))
        if (SemanticsProperties.Disabled in node.fetchSemanticsNode().config) throw AssertionError("$tag is greyed out: ${whyNot(tag)}")
        // The bar takes no tap for a moment after the tap before.
        compose.mainClock.advanceTimeBy(SETTLING)
        node.performClick()
        settle()
    }

    /** The reason that a person would read under the button. */
    private fun whyNot(tag: String): String {
        val buttons = (screen as? Screen.Job)?.let { it.v1.buttons + it.v1.work + it.v1.more }.orEmpty()
        return buttons.firstOrNull { "button-${it.key}" == tag }?.whyNot.orEmpty()
    }

    /** Taps the button with this key, wherever it is offered: on the screen or behind "more". */
    fun press(key: String) {
        if (!reach(hasTestTag("button-$key"))) tap("button-more")
        tap("button-$key")
    }

    /** What was told last lies over the foot of the screen until it is tapped away or goes by itself. */
    fun tapAwayWhatWasTold() {
        scenario.onActivity { activity -> activity.held.shell?.told() }
        settle()
    }

    /** Types into a field. */
    fun type(field: String, text: String, within: String? = null) {
        val place = hasSetTextAction() and hasAnyAncestor(named("field-$field", within))
        bring(place).performTextReplacement(text)
        compose.waitForIdle()
    }

    /** Chooses in a field that shows its choices, or in the list of one that has many. */
    fun choose(field: String, choice: String, within: String? = null) {
        val here = hasTestTag("choice-$choice") and hasAnyAncestor(named("field-$field", within))
        val open = hasTestTag("choose-$field") and hasAnyAncestor(named("field-$field", within))
        if (reach(open) && !found(here)) {
            bring(open).performClick()
            compose.waitForIdle()
            compose.onAllNodes(hasScrollToNodeAction() and hasAnyAncestor(hasTestTag("choices"))).onFirst().performScrollToNode(hasTestTag("choice-$choice"))
            tap("choice-$choice")
        } else bring(here).performClick()
        compose.waitForIdle()
    }

    /** Taps a button that asks first, fills in what it asks, and says yes. */
    fun answer(vararg filled: Pair<String, String>, button: () -> Unit) {
        button()
        filled.forEach { (field, value) ->
            if (found(hasSetTextAction() and hasAnyAncestor(named("field-$field", "ask")))) type(field, value, "ask") else choose(field, value, "ask")
        }
        tap("ask-confirm")
    }

    /** Answers what is asked of a checklist, in its order, and what the answers bring up. */
    fun fillChecklist() {
        repeat(100) {
            val open = items().firstOrNull { it.required && !it.done } ?: return
            val item = "item-${open.slot}"
            val answer = open.answers.firstOrNull()?.button?.key
            if (answer == null) open.fields.forEach { if (it.required && it.value.isEmpty()) fill(it, item) }
            tap("button-${answer ?: "answer"}", item)
            check(shell.refusal == null) { "${open.label}: ${shell.refusal}" }
        }
        error("the checklist asks without end")
    }

    /** The items of the checklist that is shown. */
    fun items(): List<ItemCard> =
        when (val shown = screen) {
            is Screen.Checklist -> shown.v1.groups.flatMap(ItemGroup::items)
            is Screen.ReadyToLeave -> shown.v1.groups.flatMap(ItemGroup::items)
            else -> error("no checklist: $shown")
        }

    private fun fill(field: Field, within: String) =
        when (field.kind) {
            FieldKind.CHOICE -> choose(field.key, field.choices.first().key, within)
            FieldKind.SWITCH -> Unit
            FieldKind.NUMBER, FieldKind.COUNT, FieldKind.MINUTES -> type(field.key, field.min.ifEmpty { "12" }, within)
            else -> type(field.key, "已核对", within)
        }

    /** Writes on the pad: [strokes] lines. */
    fun sign(strokes: Int) {
        val pad = bring(hasTestTag("pad"))
        repeat(strokes) { stroke ->
            pad.performTouchInput {
                val y = height * (stroke + 1f) / (strokes + 1f)
                down(Offset(width * 0.2f, y))
                repeat(12) { step -> moveTo(Offset(width * (0.2f + 0.05f * step), y + step % 4 * height * 0.03f)) }
                up()
            }
        }
        compose.waitForIdle()
    }

    /** Draws a line on the photo that was taken, between places of it as shares of its width and height. */
    fun mark(from: Pair<Float, Float>, to: Pair<Float, Float>) {
        await("marks")
        bring(hasTestTag("marks")).performTouchInput {
            down(Offset(width * from.first, height * from.second))
            moveTo(Offset(width * to.first, height * to.second))
            up()
        }
        compose.waitForIdle()
    }

    /** A fresh phone joins the hub by its code, typed. */
    fun join(link: String) {
        await("button-scan")
        tap("button-scan")
        type("code", link, "panel-typed")
        tap("button-typed")
    }

    /** A fresh phone joins the hub by its code, held before the camera until [joined]. */
    fun joinByScan(parts: TestParts, link: String, joined: () -> Boolean) {
        await("button-scan")
        tap("button-scan")
        hold(parts, Qr.luma(link), joined)
    }

    /** Goes back until this is shown. */
    fun backTo(route: Route) {
        while (shell.routes.last() != route) {
            check(shell.routes.size > 1) { "no way back to $route" }
            scenario.onActivity { it.onBackPressedDispatcher.onBackPressed() }
            settle()
        }
    }

    /** Sends what waits and waits until it is in. */
    fun sync() {
        backTo(Route.Today)
        press("sync")
        press("now")
        until("the work is in") { !shell.busy && (shell.screen as? Screen.Sync)?.v1?.waiting?.rows?.isEmpty() == true }
        check(shell.refusal == null) { "${shell.refusal}" }
    }

    /** The system ends the process while the app is out of sight: only what was written down comes back. */
    fun die(parts: TestParts) {
        scenario.onActivity { it.viewModelStore.clear() }
        // A process takes its threads with it; here they are waited for. They end on the UI thread, which nothing else moves while this one waits.
        until("no session is under way") {
            compose.waitForIdle()
            parts.awake.quiet
        }
        parts.closed()
        scenario.recreate()
        await("body")
    }

    /** Holds a code before the camera until [read]. */
    fun hold(parts: TestParts, code: Luma, read: () -> Boolean) {
        until("the code is read") { read() || !parts.camera.show(code) && false }
        settle()
    }

    /** Lets time pass on the glass: what waits for a pause in the typing happens. */
    fun pass(ms: Long) {
        compose.mainClock.advanceTimeBy(ms)
        settle()
    }

    private fun named(tag: String, within: String?): SemanticsMatcher =
        if (within == null) hasTestTag(tag) else hasTestTag(tag) and hasAnyAncestor(hasTestTag(within))

    private fun found(what: SemanticsMatcher) = compose.onAllNodes(what).fetchSemanticsNodes().isNotEmpty()

    /** Scrolls the screen's list until it is there, if it comes at all. */
    private fun reach(what: SemanticsMatcher): Boolean {
        if (found(what)) return true
        if (!found(hasTestTag("body"))) return false
        return try {
            compose.onAllNodes(hasTestTag("body")).onFirst().performScrollToNode(what)
            true
        } catch (_: AssertionError) {
            false
        }
    }

    private fun bring(what: SemanticsMatcher): SemanticsNodeInteraction {
        if (!reach(what)) throw AssertionError("not on the screen: ${what.description}; shown: ${shell.routes.last()}")
        val node = compose.onAllNodes(what).onFirst()
        if (found(what and hasAnyAncestor(hasScrollAction()))) node.performScrollTo()
        return node
    }

    private companion object {
        /** A machine under load takes its time; a screen that does not come takes it all. */
        const val WAIT = 60_000L
        const val SETTLING = 700L
    }
}
