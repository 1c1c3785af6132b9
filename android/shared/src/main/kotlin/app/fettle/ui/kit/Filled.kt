package app.fettle.ui.kit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.Stable
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.snapshots.SnapshotStateMap
import app.fettle.core.Entry
import app.fettle.core.Field
import app.fettle.core.FieldKind

/**
 * What was typed into fields and not handed in yet. It outlives rotation and the process, but secrets do not: they are not written down.
 * A field that nobody touched shows the core's value, whatever that becomes.
 */
@Stable
class Filled internal constructor(internal val typed: SnapshotStateMap<String, String>) {
    operator fun get(field: Field): String = typed[field.key] ?: field.value

    operator fun set(field: Field, value: String) {
        typed[field.key] = value
        if (field.kind == FieldKind.SECRET) secrets += field.key
    }

    /** What to hand in: every field, typed or as the core proposed it. */
    fun entries(fields: List<Field>) = fields.map { Entry(it.key, get(it)) }

    /** What is worth keeping of it. */
    fun kept(prefix: String = "") = typed.filterKeys { it !in secrets }.map { Entry(prefix + it.key, it.value) }

    /** Nothing typed any more. */
    fun clear() = typed.clear()

    /** It is with the core; what the core says decides whether it stays. */
    internal var handedIn = false

    /** What to hand in with a tap. */
    fun handIn(fields: List<Field>): List<Entry> = entries(fields).also { handedIn = true }

    private val secrets = mutableSetOf<String>()

    internal companion object {
        /** Keys and values in turn: what a bundle can hold. */
        val saver =
            Saver<Filled, ArrayList<String>>(
                save = { filled -> ArrayList(filled.kept().flatMap { listOf(it.key, it.value) }) },
                restore = { saved -> Filled(mutableStateMapOf(*saved.chunked(2) { it[0] to it[1] }.toTypedArray())) },
            )
    }
}

/** What is typed into [fields] of the form [key], which is unique on its screen. */
@Composable
fun rememberFilled(key: String, fields: List<Field>): Filled =
    rememberSaveable(key, fields.map { it.key }, saver = Filled.saver) { Filled(mutableStateMapOf()) }
