package app.fettle.shell

import app.fettle.ffi.KeysException
import app.fettle.ffi.PlatformKeys
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.nio.file.Files
import java.nio.file.StandardCopyOption

/**
 * A key store as files in [folder], for the desktop try and tests: it keeps a copied app folder closed and nothing more. On a phone the app brings
 * Android's Keystore. [folder] lies outside the app's own folder.
 */
class FolderKeys(private val folder: File) : PlatformKeys {
    private fun file(name: String) = File(folder, name.replace('/', '.'))

    override fun get(name: String): ByteArray? = told { file(name).takeIf { it.exists() }?.readBytes() }

    override fun put(name: String, value: ByteArray) = told {
        Files.createDirectories(folder.toPath())
        val unfinished = File(folder, "${file(name).name}.new")
        FileOutputStream(unfinished).use {
            it.write(value)
            it.fd.sync()
        }
        Files.move(unfinished.toPath(), file(name).toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING)
        Unit
    }

    override fun delete(name: String) = told {
        Files.deleteIfExists(file(name).toPath())
        Unit
    }

    private fun <T> told(work: () -> T): T =
        try {
            work()
        } catch (e: IOException) {
            throw KeysException.Failed(e.toString())
        }
}
