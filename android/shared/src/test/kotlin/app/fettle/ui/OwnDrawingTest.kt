package app.fettle.ui

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.size
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.getUnclippedBoundsInRoot
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.createComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performSemanticsAction
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.unit.dp
import app.fettle.core.Action
import app.fettle.core.Button
import app.fettle.core.CheckAction
import app.fettle.core.ChecklistScreen
import app.fettle.core.Entry
import app.fettle.core.Field
import app.fettle.core.FieldKind
import app.fettle.core.Head
import app.fettle.core.ItemCard
import app.fettle.core.ItemGroup
import app.fettle.core.LockAction
import app.fettle.core.LockScreen
import app.fettle.core.MapPoint
import app.fettle.core.Panel
import app.fettle.core.PhoneNumber
import app.fettle.core.PhotoAction
import app.fettle.core.PhotoFor
import app.fettle.core.PhotoScreen
import app.fettle.core.Progress
import app.fettle.core.Route
import app.fettle.core.Row
import app.fettle.core.ScanAction
import app.fettle.core.ScanFor
import app.fettle.core.ScanScreen
import app.fettle.core.Section
import app.fettle.core.SheetAndSignScreen
import app.fettle.core.SignAction
import app.fettle.core.TodayScreen
import app.fettle.core.Tone
import app.fettle.ffi.shellWords
import app.fettle.platform.Allowed
import app.fettle.support.Luma
import app.fettle.support.RecordingShell
import app.fettle.support.Restoration
import app.fettle.ui.kit.RowLine
import app.fettle.ui.kit.Tap
import app.fettle.ui.theme.FettleTheme
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test

/** Screens that draw more than the core's blocks: long lists, maps, the pad, the camera, the PIN; and that nothing typed or written is lost. */
class OwnDrawingTest {
    @get:Rule val compose = createComposeRule()
    private val shell = RecordingShell(shellWords("en"))
    private val restoration by lazy { Restoration(compose) }
    private val head = Head("Title", "", emptyList())

    private fun show(content: @Composable () -> Unit) = restoration.setContent { FettleTheme(dark = false) { content() } }

    @Test
    fun aLongListIsReadOnAsItsEndComesNear() {
        val pages = (0..2).map { page -> (0 until 40).map { row(page * 40 + it) } }
        shell.pages = mapOf("a" to section("jobs", pages[1], "b"), "b" to section("jobs", pages[2], null))
        show { TodayScreen(TodayScreen(head, section("jobs", pages[0], "a"), section("debts"), section("papers"), emptyList()), shell) }
        compose.onNodeWithTag("body").performScrollToNode(hasTestTag("row-39"))
        assertEquals("nothing is read before it is wanted", emptyList<String>(), shell.paged.filter { it == "b" })
        listOf(60, 79, 100, 119).forEach { compose.onNodeWithTag("body").performScrollToNode(hasTestTag("row-$it")) }
        assertEquals(listOf("a", "b"), shell.paged)
    }

    @Test
    fun eightJobsOfADayFitASixInchScreen() {
        val rows =
            (0 until 8).map {
                val note = "Arrival due 13:00 · Level 3 · 88 Park Road · 3.2 km · with Chen Qiang"
                val heading = if (it == 0) "Today" else ""
                val phone = PhoneNumber("0574-8700 1234", "057487001234", "Wang")
                row(it).copy(title = "Drum Tower Station · Haishu Police", detail = "The camera at the gate is dark", lead = "10:30", note = note, heading = heading)
                    .copy(map = MapPoint(29.9, 121.5, "Drum Tower"), phone = phone)
            }
        val today = TodayScreen(head, section("jobs", rows), section("debts"), section("papers"), listOf(button("next", Action.Go(Route.Sync))))
        show { Box(Modifier.size(360.dp, 740.dp)) { TodayScreen(today, shell) } }
        compose.onNodeWithText("Today").assertExists()
        val last = compose.onNodeWithTag("row-7").getUnclippedBoundsInRoot()
        assertTrue("the eighth ends at ${last.bottom}, above the bar", last.bottom <= 660.dp)
    }

    @Test
    fun aPlaceOpensThePhonesMap() {
        val there = MapPoint(39.9, 116.4, "Gate 3")
        val row = row(1).copy(map = there)
        show { TodayScreen(TodayScreen(head, section("jobs", listOf(row)), section("debts"), section("papers"), emptyList()), shell) }
        compose.onNodeWithTag("map").performClick()
        assertEquals(listOf(there), shell.platform.maps)
    }

    @Test
    fun aRowOfTheDayRingsWhoCalled() {
        val row = row(1).copy(phone = PhoneNumber("0574-8700 1234", "057487001234", "Wang"), open = Route.Sync)
        show { TodayScreen(TodayScreen(head, section("jobs", listOf(row)), section("debts"), section("papers"), emptyList()), shell) }
        compose.onNodeWithTag("call").performClick()
        assertEquals(listOf("057487001234"), shell.platform.dialled)
    }

    @Test
    fun aNumberIsDialledByOneTapAndCopiedWhenItIsHeld() {
        val row = row(1).copy(phone = PhoneNumber("0574-8700 1234", "057487001234", "Wang"), message = "We come at ten")
        show { RowLine(row, shell, Tap { _, _ -> }) }
        compose.onNodeWithTag("call").performClick()
        assertEquals(listOf("057487001234"), shell.platform.dialled)
        compose.onNodeWithTag("call").performSemanticsAction(SemanticsActions.OnLongClick)
        compose.onNodeWithTag("copy").performClick()
        assertEquals(listOf("0574-8700 1234", "We come at ten"), shell.platform.copied)
    }

    @Test
    fun whereThePhoneIsGoesOnlyWithAButtonThatWantsIt() {
        shell.platform.place = "39.9,116.4,12"
        val go = Action.Go(Route.Sync)
        val buttons = listOf(button("here", go).copy(primary = true, position = true))
        show { TodayScreen(TodayScreen(head, section("jobs"), section("debts"), section("papers"), buttons), shell) }
        compose.onNodeWithTag("button-here").performClick()
        assertEquals(listOf(go to listOf(Entry("position", "39.9,116.4,12"))), shell.acts)
    }

    @Test
    fun aHalfWrittenSignatureOutlivesTheProcessAndGoesWithTheSheet() {
        show { SheetAndSignScreen(sheet(), shell) }
        compose.onNodeWithTag("body").performScrollToNode(hasTestTag("signing"))
        compose.onNodeWithTag("button-sign").assertIsNotEnabled()
        stroke(0.2f)
        stroke(0.6f)
        restoration.dieAndComeBack()
        compose.onNodeWithTag("body").performScrollToNode(hasTestTag("signing"))
        compose.onNodeWithTag("sign-undo").performClick()
        stroke(0.8f)
        compose.onNodeWithTag("button-sign").assertIsEnabled().performClick()
        val (action, entries) = shell.acts.single()
        val signed = (action as Action.Sign).action as SignAction.Sign
        assertEquals(listOf(Entry("name", "Wang")), entries)
        assertEquals(2, signed.strokes.size)
        assertTrue(signed.strokes.flatMap { it.points }.all { it.x in 0.0..signed.width && it.y in 0.0..signed.height })
        val times = signed.strokes.flatMap { it.points }.map { it.tMs }
        assertEquals("time never runs backwards", times.sorted(), times)
    }

    private fun stroke(height: Float) =
        compose.onNodeWithTag("pad").performTouchInput {
            down(Offset(width * 0.2f, this.height * height))
            repeat(5) { moveBy(Offset(width * 0.1f, 4f)) }
            up()
        }

    @Test
    fun aHalfTypedAnswerOutlivesTheProcessAndIsKeptByTheCore() {
        val answer = Action.Check("c1", CheckAction.Answer("volt"))
        val fields = listOf(Field("answer", "Volts", FieldKind.NUMBER, "", true, "", "", emptyList(), "V", "11", "13"))
        val item = ItemCard("volt", "Supply", "", false, true, "", "", Tone.PLAIN, emptyList(), fields, false, emptyList(), listOf(button("answer", answer)))
        val screen = ChecklistScreen(head, Progress(0u, 1u, "0 of 1"), listOf(ItemGroup("Power", listOf(item))), section("flags"), emptyList())
        show { ChecklistScreen(screen, shell) }
        compose.onNodeWithText("Volts (Required)").performTextInput("12.1")
        compose.mainClock.advanceTimeBy(2_000)
        compose.waitUntil { shell.kept.isNotEmpty() }
        assertEquals(listOf(Entry("volt.answer", "12.1")), shell.kept.last())
        restoration.dieAndComeBack()
        compose.onNodeWithTag("button-answer").performClick()
        assertEquals(listOf(answer to listOf(Entry("answer", "12.1"))), shell.acts)
    }

    @Test
    fun aPhotoIsLookedAtBeforeItIsKept() {
        val purpose = PhotoFor.Job("j1")
        val caption = Field("caption", "Caption", FieldKind.TEXT, "", false, "", "", emptyList(), "", "", "")
        val action = Action.Photo(purpose, PhotoAction.Taken(ByteArray(0), emptyList()))
        val counts = listOf("check", "other").map { Field("for_$it", "For $it", FieldKind.SWITCH, "true", false, "", "", emptyList(), "", "", "") }
        shell.camera.photo = byteArrayOf(1, 2, 3)
        shell.gallery = true
        val screen = PhotoScreen(head, "Evidence", "2026-11-23 BJ-12", caption, action, section("taken"), false, "Counts for", counts)
        show { PhotoScreen(screen, shell) }
        compose.onNodeWithTag("button-gallery").performClick()
        assertEquals(1, shell.choices)
        compose.onNodeWithTag("button-take").performClick()
        assertEquals(0, shell.photos.size)
        compose.onNodeWithText("Caption").performTextInput("gear")
        compose.onNodeWithTag("button-keep").performClick()
        val (to, photo, said) = shell.photos.single()
        assertEquals(purpose to "gear", to to said)
        assertArrayEquals(byteArrayOf(1, 2, 3), photo.bytes)
        val counted = listOf(Entry("for_check", "true"), Entry("for_other", "true"))
        assertEquals("it counts as the core proposes", counted, shell.beside.filter { it.key != "caption" })
    }

    @Test
    fun theScannerHandsFramesOverAndTurnsItsLightOn() {
        show { ScanScreen(scanner(), shell) }
        assertTrue(shell.camera.show(Luma(4, 1, ByteArray(4))))
        assertEquals(listOf<ScanFor>(ScanFor.Find), shell.frames)
        compose.onNodeWithTag("button-torch").performClick()
        compose.waitForIdle()
        assertTrue(shell.camera.torch)
    }

    @Test
    fun withoutTheCameraTheScannerSaysWhyAndCodesCanBeTyped() {
        shell.camera.allowed = Allowed.ASK
        show { ScanScreen(scanner(), shell) }
        compose.onNodeWithTag("button-allow").performClick()
        assertEquals(1, shell.camera.asked)
        assertFalse(shell.camera.show(Luma(4, 1, ByteArray(4))))
        compose.onNodeWithTag("body").performScrollToNode(hasTestTag("panel-typed"))
        compose.onNodeWithText("Code (Required)").performTextInput("A1")
        compose.onNodeWithTag("button-typed").performClick()
        assertEquals(listOf(Entry("code", "A1")), shell.acts.single().second)
    }

    @Test
    fun aPinIsTypedOnThePadAndNeverKept() {
        val pin = Field("pin", "PIN", FieldKind.SECRET, "", true, "", "", emptyList(), "", "", "")
        val unlock = Action.Lock(LockAction.UNLOCK)
        val panel = Panel("unlock", "", listOf(pin), button("open", unlock))
        show { LockScreen(LockScreen(head, true, "Locked", panel, null, emptyList(), null), shell) }
        listOf("1", "2", "9", "delete", "0").forEach { compose.onNodeWithTag("pin-$it").performClick() }
        restoration.dieAndComeBack()
        compose.onNodeWithTag("button-open").assertIsNotEnabled()
        listOf("1", "2", "9", "delete", "0").forEach { compose.onNodeWithTag("pin-$it").performClick() }
        compose.onNodeWithTag("button-open").performClick()
        assertEquals(listOf(unlock to listOf(Entry("pin", "120"))), shell.acts)
        assertEquals(emptyList<List<Entry>>(), shell.kept)
    }

    private fun row(n: Int) = Row("$n", "Row $n", "", "", Tone.PLAIN, null, null, emptyList())

    private fun section(key: String, rows: List<Row> = emptyList(), more: String? = null) = Section(key, key, rows, "", more)

    private fun button(key: String, action: Action) = Button(key, key, action, true, "", false, false, "", emptyList())

    private fun scanner(): ScanScreen {
        val code = Field("code", "Code", FieldKind.TEXT, "", true, "", "", emptyList(), "", "", "")
        val typed = Panel("typed", "Typed", listOf(code), button("typed", Action.Scan(ScanFor.Find, ScanAction.Typed)))
        return ScanScreen(head, "Point at a code", typed, "", null, section("found"))
    }

    private fun sheet(): SheetAndSignScreen {
        val name = Field("name", "Name", FieldKind.TEXT, "Wang", true, "", "", emptyList(), "", "", "")
        val sign = button("sign", Action.Sign("j1", SignAction.Sign("hash", 0.0, 0.0, emptyList())))
        val lines = listOf(section("work", listOf(row(1))))
        val leave = button("leave", Action.Go(Route.SheetSide("j1", "")))
        return SheetAndSignScreen(
            head = head,
            leave = leave,
            letterhead = listOf("Anshida"),
            missing = "",
            language = "en",
            languages = emptyList(),
            summary = section("summary", listOf(row(2))),
            sheet = lines,
            hash = "hash",
            opinion = null,
            confirm = "I confirm",
            signer = listOf(name),
            sign = sign,
            answer = null,
            receipt = null,
            paper = null,
        )
    }
}
