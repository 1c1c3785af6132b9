package app.fettle.phone

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import app.fettle.ffi.KeysException
import app.fettle.ffi.PlatformKeys
import app.fettle.shell.FolderKeys
import java.io.File
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * The core's keys in files that only this phone's own hardware opens: each is sealed by an AES key that never leaves the Android Keystore
 * (AES-256-GCM; 12 bytes of nonce, then the sealed value; the name is bound to it). Losing the hardware's key is losing the files: the core
 * says `key_lost` then, and nothing is deleted.
 */
class KeystoreKeys(folder: File) : PlatformKeys {
    private val files = FolderKeys(folder)

    override fun get(name: String): ByteArray? = files.get(name)?.let { sealed -> told { open(name, sealed) } }

    override fun put(name: String, value: ByteArray) = files.put(name, told { seal(name, value) })

    override fun delete(name: String) = files.delete(name)

    private fun seal(name: String, value: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, key())
        cipher.updateAAD(name.toByteArray())
        return cipher.iv + cipher.doFinal(value)
    }

    private fun open(name: String, sealed: ByteArray): ByteArray {
        if (sealed.size <= NONCE) throw GeneralSecurityException("a key's file is too short")
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, key(), GCMParameterSpec(TAG_BITS, sealed, 0, NONCE))
        cipher.updateAAD(name.toByteArray())
        return cipher.doFinal(sealed, NONCE, sealed.size - NONCE)
    }

    @Synchronized
    private fun key(): SecretKey {
        val store = KeyStore.getInstance(STORE).apply { load(null) }
        (store.getKey(ALIAS, null) as? SecretKey)?.let { return it }
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec =
            KeyGenParameterSpec.Builder(ALIAS, purposes)
                .setKeySize(256)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
    }

    private fun <T> told(work: () -> T): T =
        try {
            work()
        } catch (e: GeneralSecurityException) {
            throw KeysException.Failed(e.toString())
        }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val ALIAS = "fettle"
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE = 12
        const val TAG_BITS = 128
    }
}
