package app.fettle.support

import app.fettle.core.Button
import app.fettle.core.ChecklistScreen
import app.fettle.core.Entry
import app.fettle.core.Field
import app.fettle.core.FieldKind
import app.fettle.core.ItemCard
import app.fettle.core.ItemGroup
import app.fettle.core.Outcome
import app.fettle.core.Panel
import app.fettle.core.Route
import app.fettle.core.Row
import app.fettle.core.Screen
import app.fettle.core.Section
import app.fettle.ffi.FettleApp
import app.fettle.shell.DeskClock
import app.fettle.shell.FolderKeys
import app.fettle.shell.NoOwner
import kotlinx.coroutines.runBlocking

/**
 * A phone in a person's hand: it sees only what the screens show, and does only what their buttons offer. So a step that the app does not
 * offer, or offers greyed out, fails the test with the reason that the person would read.
 */
class Phone(private val folder: java.io.File, app: FettleApp, var route: Route) {
    var app = app
        private set

    /** Begins anew, in another language. */
    fun reopen(language: String) {
        app.destroy()
        app = FettleApp.open(folder.path, language, "test", keys(folder), DeskClock(), NoOwner)
    }

    /** What is on the screen now. */
    val screen: Screen
        get() = app.screen(route)

    /** Opens a screen. */
    fun open(to: Route): Phone {
        route = to
        return this
    }

    /** Taps the button [key] of the screen, filling in what it asks: [filled] first, then what stands there, then the first choice. */
    fun tap(key: String, vararg filled: Pair<String, String>): Outcome {
        val (button, fields) = offered().firstOrNull { it.first.key == key } ?: error("no button $key on $route: ${keys()}")
        return tap(button, fields, filled.toMap())
    }

    fun tap(button: Button, fields: List<Field>, filled: Map<String, String> = emptyMap()): Outcome {
        check(button.enabled) { "${button.key} cannot be tapped: ${button.whyNot}" }
        val unknown = filled.keys - fields.map { it.key }.toSet()
        check(unknown.isEmpty()) { "${button.key} does not ask for $unknown but for ${fields.map { it.key }}" }
        return follow(app.act(button.action, fields.map { Entry(it.key, filled[it.key] ?: proposed(it)) }))
    }

    /** Goes where an outcome leads. */
    fun follow(outcome: Outcome): Outcome {
        outcome.route?.let { route = it }
        return outcome
    }

    /** One session with the hub. */
    fun sync() = runBlocking { app.sync() }

    /** Answers every item of a checklist that is asked, and of those that the answers bring up. */
    fun fillChecklist() {
        repeat(200) {
            val open = items().firstOrNull { !it.done && it.required } ?: return
            val answer = open.buttons.first { it.key == "answer" }
            tap(answer, open.fields)
        }
        error("the checklist asks without end")
    }

    /** Answers the next [count] items of a checklist. */
    fun answerSome(count: Int) =
        repeat(count) {
            val open = items().first { !it.done && it.required }
            tap(open.buttons.first { it.key == "answer" }, open.fields)
        }

    private fun items(): List<ItemCard> =
        when (val shown = screen) {
            is Screen.Checklist -> shown.v1.groups.flatMap(ItemGroup::items)
            is Screen.ReadyToLeave -> shown.v1.groups.flatMap(ItemGroup::items)
            else -> error("no checklist on $route")
        }

    private fun proposed(field: Field): String =
        when {
            field.value.isNotEmpty() || !field.required -> field.value
            field.kind == FieldKind.CHOICE -> field.choices.first().key
            field.kind == FieldKind.NUMBER -> field.min.ifEmpty { "1" }
            field.kind == FieldKind.COUNT || field.kind == FieldKind.MINUTES -> field.min.ifEmpty { "5" }
            else -> "已核对"
        }

    private fun keys() = offered().map { it.first.key }

    /** Every button on the screen, with the fields that go with it. */
    private fun offered(): List<Pair<Button, List<Field>>> {
        fun plain(buttons: List<Button>) = buttons.map { it to it.ask }
        fun panel(panel: Panel) = listOfNotNull(panel.button?.let { it to panel.fields + it.ask })
        fun rows(section: Section) = plain(section.rows.flatMap(Row::buttons))
        return when (val shown = screen) {
            is Screen.Today -> plain(shown.v1.buttons)
            is Screen.Job -> plain(shown.v1.buttons + shown.v1.more) + rows(shown.v1.parts)
            is Screen.ReadyToLeave -> plain(shown.v1.buttons)
            is Screen.Checklist -> plain(shown.v1.buttons)
            is Screen.Diagnose -> panel(shown.v1.judge) + panel(shown.v1.report)
            is Screen.Take -> panel(shown.v1.request) + panel(shown.v1.takeFirst)
            is Screen.Return -> panel(shown.v1.back)
            is Screen.Plan -> panel(shown.v1.plan) + panel(shown.v1.accepted) + panel(shown.v1.visit)
            is Screen.SheetAndSign -> plain(listOfNotNull(shown.v1.leave, shown.v1.opinion)) + listOfNotNull(shown.v1.sign?.let { it to shown.v1.signer })
            is Screen.SheetSide -> plain(shown.v1.buttons + shown.v1.instead)
            is Screen.Sync -> plain(shown.v1.buttons)
            is Screen.PartsBag -> plain(shown.v1.buttons)
            else -> emptyList()
        }
    }

    companion object {
        /** The key store of the phone in [folder]: beside it, so that it outlives the app. */
        fun keys(folder: java.io.File) = FolderKeys(java.io.File("${folder.path}-keys"))

        /** A fresh phone that joins the hub of [link]. */
        fun joining(folder: java.io.File, link: String, language: String = "zh-CN"): Phone {
            val app = FettleApp.open(folder.path, language, "test", keys(folder), DeskClock(), NoOwner)
            val route = runBlocking { app.enrol(link, "test phone") }
            return Phone(folder, app, route)
        }
    }
}
