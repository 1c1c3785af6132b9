package app.fettle.support

import java.io.File
import java.util.Properties
import java.util.concurrent.TimeUnit

/** A stage for one test: a hub's data folder with the sample company and one job, a photo and a label (tests/src/bin/fettle-stage). */
class Stage(val folder: File) {
    private val properties = Properties().apply { File(folder, "stage.properties").reader().use(::load) }

    operator fun get(key: String): String = properties.getProperty(key) ?: error("stage.properties lacks $key")

    /** The photo, as the camera's file. */
    val photo: ByteArray
        get() = File(folder, "photo.jpg").readBytes()

    /** What the camera sees of the faulty part's label. */
    val label: Luma
        get() = Luma.ofPgm(File(folder, "label.pgm").readBytes())

    companion object {
        /** Sets a fresh stage in [folder]. */
        fun set(folder: File): Stage {
            run(listOf(program("fettle-stage"), folder.path))
            return Stage(folder)
        }
    }
}

/** A camera's brightness plane. */
class Luma(val width: Int, val height: Int, val bytes: ByteArray) {
    companion object {
        /** Reads a binary PGM without comments (Netpbm). */
        fun ofPgm(file: ByteArray): Luma {
            val header = Regex("""P5\n(\d+) (\d+)\n255\n""").matchAt(String(file, 0, 32, Charsets.ISO_8859_1), 0)!!
            val (width, height) = header.destructured.toList().map(String::toInt)
            return Luma(width, height, file.copyOfRange(header.value.length, file.size))
        }
    }
}

/** A real hub: the program itself, started as a user would, on a free port of the loopback. */
class HubProcess private constructor(private val data: File, private val process: Process, val address: String) : AutoCloseable {
    /** A one-time code for a phone of [person], as the link in its QR. */
    fun enrolmentLink(person: String): String {
        val command = listOf(program("fettle"), "enrol", "--data", data.path, "--person", person, "--address", address)
        return run(command).lines().first { it.startsWith("fettle:enrol") }
    }

    /** Pulls the plug: no orderly end. The address answers nobody from now on. */
    fun kill() {
        process.destroyForcibly().waitFor()
    }

    override fun close() = kill()

    companion object {
        /** Starts a hub on [data]; on [port] where phones know it already. */
        fun start(data: File, port: Int = 0): HubProcess {
            val command = listOf(program("fettle"), "serve", "--data", data.path, "--port", port.toString())
            val log = ProcessBuilder.Redirect.appendTo(File(data.parentFile, "hub.log"))
            val process = ProcessBuilder(command).redirectError(log).start()
            // The one line on its standard output is its address.
            val address = process.inputReader().readLine() ?: error("the hub did not start: see ${data.parent}/hub.log")
            return HubProcess(data, process, address)
        }
    }

    /** The port that the hub listens on. */
    val port: Int
        get() = address.substringAfterLast(':').toInt()
}

private fun program(name: String) = File(System.getProperty("fettle.programs"), name).path

/** Runs a program to its end and gives what it wrote on standard output. */
private fun run(command: List<String>): String {
    val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    val output = process.inputReader().readText()
    check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) { "$command ended with ${process.exitValue()}" }
    return output
}
