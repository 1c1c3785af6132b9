package app.fettle.support

import app.fettle.core.Entry
import app.fettle.core.PenPoint
import app.fettle.core.PenStroke
import app.fettle.core.PhotoFor
import app.fettle.core.Route
import app.fettle.core.ScanFor
import app.fettle.core.Screen

/** The steps of the staged repair, as its engineer takes them on the phone. */
class Day(private val stage: Stage, private val phone: Phone) {
    val job = Route.Job(stage["job"])

    /** Tools, parts and papers checked, on the way; the part taken from the store first, papers to follow. */
    fun leave() {
        phone.open(job).tap("ready")
        phone.tap("begin")
        phone.fillChecklist()
        phone.tap("leave")
        phone.open(Route.Take(stage["job"], stage["card"]))
        phone.tap("take_first", "serial" to "PTZ-600-DB-IN001")
    }

    /** On site, begun, the customer asked about the backup, evidence before anything is replaced. */
    fun begin() {
        phone.open(job).tap("arrive")
        phone.tap("start")
        phone.tap("backup")
        phone.follow(phone.app.addPhoto(PhotoFor.Evidence(stage["job"], null), stage.photo, "换下前：齿轮打滑"))
    }

    /** The part replaced, the work and the check recorded, the cause named. */
    fun repair() {
        phone.open(job).tap("replace", "serial_out" to stage["faulty"])
        phone.open(job).tap("work", "text" to "更换解码板，云台恢复转动", "minutes" to "40")
        phone.open(job).tap("check_repair_check")
        phone.fillChecklist()
        phone.tap("complete")
        phone.open(job).tap("cause", "cause" to "front_end_quality", "diagnosis" to "解码板驱动输出不稳")
    }

    /** The faulty part's label before the camera, and back into the store's quarantine. Gives where the scan led. */
    fun giveBack(): Route? {
        val frame = stage.label
        val width = frame.width.toUInt()
        val read = phone.app.scanLuma(ScanFor.Return, width, frame.height.toUInt(), width, frame.bytes, false)
        phone.follow(read)
        phone.tap("give_back", "part" to stage["card"], "serial" to stage["faulty"], "label" to "bad")
        return read.route
    }

    /** Done, and signed by the customer on the glass. Gives the hash of the sheet that was shown. */
    fun sign(): String {
        phone.open(job).tap("complete", "summary" to "更换解码板")
        val shown = (phone.open(Route.SheetAndSign(stage["job"], "")).screen as Screen.SheetAndSign).v1
        check(shown.missing.isEmpty()) { shown.missing }
        // Nobody's name is there before: the first of the site's people holds the pen.
        val signer = shown.signer.map { Entry(it.key, it.choices.firstOrNull()?.key ?: it.value) }
        phone.follow(phone.app.sign(stage["job"], shown.hash, 400.0, 200.0, strokes(), signer))
        return shown.hash
    }

    /** What the customer wrote. */
    fun strokes() =
        (0..2).map { stroke ->
            PenStroke(
                (0..40).map { step ->
                    val turn = step / 40.0 * 3 * Math.PI
                    val x = 50.0 + 105 * stroke + step * 1.9 + 16 * Math.cos(turn)
                    val y = 100.0 + (38 - 6 * stroke) * Math.sin(turn + stroke) - 12 * stroke
                    PenPoint(x, y, (stroke * 700 + step * 16).toUInt())
                }
            )
        }
}
