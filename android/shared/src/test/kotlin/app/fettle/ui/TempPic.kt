package app.fettle.ui
import app.fettle.core.*
import app.fettle.ffi.shellWords
import app.fettle.support.*
import app.fettle.ui.kit.*
import app.fettle.ui.theme.FettleTheme
import org.junit.Test
class TempPicTest {
    fun b(k: String, l: String, p: Boolean = false, e: Boolean = true, w: String = "") = Button(k, l, Action.Job("j", JobAction.Start), e, w, p, false, "", emptyList())
    fun r(k: String, t: String, d: String = "", x: String = "", tone: Tone = Tone.PLAIN, open: Route? = null, bs: List<Button> = emptyList()) = Row(k, t, d, x, tone, null, open, bs)
    @Test fun pic() {
        val s = JobScreen(Head("HD-BJ-0042 维修", "海淀公安分局 学院路派出所", listOf(Banner(Tone.WARNING, "3 条记录等待发送：无网络", Route.Sync))), "处理中", Tone.INFO,
            "2 号球机黑屏，云台能转，夜里重启过三次", "三级 · 硬件 · 电源模块输出 17 V，低于 24 V",
            Section("promises", "承诺", listOf(r("a","响应","30 分钟内","已完成",Tone.GOOD), r("b","到场","24 小时内","已完成",Tone.GOOD), r("c","恢复","18:30 之前","剩 1 小时 20 分",Tone.WARNING)), ""),
            Section("customer", "客户", listOf(r("c","王建国 主任","可签字 · 138 0000 1234","",Tone.PLAIN,null,listOf(b("call","拨打电话"))), r("d","学院路 15 号","上门：今天 14:00–16:00")), ""),
            Section("ent", "权益", listOf(r("e","保修期内，免费","合同 HT-2026-03 第 4 条：到 2027-06-30","",Tone.GOOD)), ""),
            Section("eq", "设备", listOf(r("q","球机 DH-SD6C","SN 7F03221 · 门口 · 本年第 2 次故障","",Tone.PLAIN,Route.Sync)), ""),
            Section("checks", "检查表", listOf(r("k","维修检查","6 / 9 项","进行中",Tone.INFO,Route.Sync)), ""),
            Section("parts", "更换的备件", emptyList(), "还没有更换备件。"),
            Section("flags", "需要核对", emptyList(), ""),
            Section("timeline", "经过", listOf(r("1","开始处理","李工","14:20",Tone.INFO), r("2","备份：客户同意","王建国","14:12",Tone.GOOD), r("3","到达现场","","14:02"), r("4","出发","工具、备件、单据齐全","13:15"), r("5","客户来电报修","客服 小赵：2 号球机黑屏，云台能转","昨天 17:40")), ""),
            listOf(b("a", "记录更换", true), b("b","拍照")), listOf(b("c","等待备件")))
        for (dark in listOf(false, true)) Pictures.draw(if (dark) "tdark" else "tlight", height=1400) { FettleTheme(dark, Pictures.font) { JobScreen(s, RecordingShell(shellWords("zh-CN"))) } }
        Pictures.draw("tbig", fontScale=1.6f) { FettleTheme(false, Pictures.font) { JobScreen(s, RecordingShell(shellWords("zh-CN"))) } }
    }
}
