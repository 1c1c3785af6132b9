package app.fettle.phone

import app.fettle.support.Luma
import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter

/** Draws QR codes as a camera would see them. Only for tests: the app reads codes by the core. */
object Qr {
    fun luma(text: String, side: Int = 600): Luma {
        val bits = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side)
        val bytes = ByteArray(bits.width * bits.height) { at -> if (bits[at % bits.width, at / bits.width]) 0 else -1 }
        return Luma(bits.width, bits.height, bytes)
    }
}
