package app.fettle.ui.kit

/**
 * Tells a scanner that types (a keyboard wedge) from a hand at the keys: a scan is a burst of keys that no hand is quick enough for. Times are
 * milliseconds of any one clock.
 */
internal class Burst {
    private val text = StringBuilder()
    private var last = 0L

    /** A key with a character. */
    fun typed(char: Int, at: Long) {
        if (at - last > GAP_MS) text.clear()
        text.appendCodePoint(char)
        last = at
    }

    /** Whether a key at this time goes on with what may be a scan. */
    fun goesOn(at: Long) = text.isNotEmpty() && at - last <= GAP_MS

    /** Enter or Tab, or no key any more: the scan that ends here; none where a hand typed. */
    fun end(at: Long): String? {
        val whole = at - last <= END_MS && text.codePointCount(0, text.length) >= SHORTEST
        val scan = WRITTEN_GS.replace(text, "\u001d")
        text.clear()
        return scan.takeIf { whole }
    }

    internal companion object {
        /** Scanners by cable type every 1 to 10 ms, by Bluetooth every 10 to 40; a quick hand every 80. */
        const val GAP_MS = 50L

        /** As long after the last key is a burst over. */
        const val END_MS = 150L

        /** Two or three keys can fall together under a hand. */
        const val SHORTEST = 4

        /** How scanners write the separator of GS1 content where they are set not to send control characters. */
        val WRITTEN_GS = Regex("""\\u001d|<GS>|\{GS}""", RegexOption.IGNORE_CASE)
    }
}
