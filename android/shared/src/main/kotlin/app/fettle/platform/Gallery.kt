package app.fettle.platform

/** The pictures that are on the phone already, as the system lets a user choose one: the app sees that one and no other. */
interface Gallery {
    /** Lets the user choose; none where nothing was chosen. */
    suspend fun choose(): Chosen?
}

/**
 * A picture that was chosen: JPEG or PNG as it lies there, else a JPEG made of it with its time and place; none where it cannot be read. Of a
 * file that is larger than any that the core takes it is enough that the core can see so.
 */
class Chosen(val bytes: ByteArray?)
