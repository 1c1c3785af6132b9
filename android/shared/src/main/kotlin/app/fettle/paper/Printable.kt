package app.fettle.paper

import java.text.Normalizer

/** A paper whose every character can be seen, and the characters of which only the code stands there. */
class Printable private constructor(val paper: Paper, val missing: List<String>) {
    companion object {
        /**
         * [paper] with the code point, `[U+20BB7]`, in the place of every character that [has] no picture: an empty box would make two names one.
         * Composed first, as fonts have whole letters; marks without a picture of their own stay for those who join them.
         */
        fun of(paper: Paper, has: (Int) -> Boolean): Printable {
            val missing = sortedSetOf<Int>()
            fun text(words: String) = buildString {
                Normalizer.normalize(words, Normalizer.Form.NFC).codePoints().forEach { point ->
                    if (unseen(point) || (!Character.isISOControl(point) && has(point))) {
                        appendCodePoint(point)
                    } else {
                        missing += point
                        append("[U+%04X]".format(point))
                    }
                }
            }
            val sections =
                paper.sections.map { section ->
                    val rows = section.rows.map { it.copy(title = text(it.title), detail = text(it.detail), trailing = text(it.trailing)) }
                    section.copy(title = text(section.title), rows = rows)
                }
            val letterhead = paper.letterhead.map(::text)
            val (confirm, check, photos) = listOf(paper.confirm, paper.check, paper.photos).map(::text)
            val (title, subtitle, answer) = listOf(paper.title, paper.subtitle, paper.answer).map(::text)
            val printed = Paper(title, subtitle, sections, answer, paper.svg, paper.hash, letterhead, confirm, check, paper.code, photos, paper.job, paper.pictures)
            return Printable(printed, missing.map { (if (Character.isISOControl(it)) "" else String(Character.toChars(it)) + " ") + "U+%04X".format(it) })
        }

        /** Line ends, spaces, joiners, directions, variants, and marks above a letter. */
        private fun unseen(point: Int) =
            when (Character.getType(point).toByte()) {
                Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true
                else -> point == '\n'.code || point == '\t'.code || Character.isSpaceChar(point)
            }
    }
}
