//! QR codes that every reader reads as they were written.

use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode, Version};

/// The smallest QR code of a text. What is not ASCII goes in as bytes of UTF-8, whole: the crate takes bytes that look like Shift JIS for
/// Japanese characters, and readers then show these instead of the Chinese that was meant.
///
/// # Errors
/// [`QrError::DataTooLong`] beyond what a QR code holds.
pub fn code(text: &str, level: EcLevel) -> Result<QrCode, QrError> {
    if text.is_ascii() {
        return QrCode::with_error_correction_level(text, level);
    }
    // The length decides the version: the largest is tried last.
    for version in (1..=40).map(Version::Normal) {
        let mut bits = Bits::new(version);
        match bits.push_byte_data(text.as_bytes()).and_then(|()| bits.push_terminator(level)) {
            Ok(()) => return QrCode::with_bits(bits, level),
            Err(QrError::DataTooLong) => {}
            Err(e) => return Err(e),
        }
    }
    Err(QrError::DataTooLong)
}

/// The smallest QR code of a text for a screen, row by row: `#` for dark, `.` for light, without its quiet zone.
///
/// # Errors
/// As [`code`].
pub fn rows(text: &str) -> Result<Vec<String>, QrError> {
    let code = code(text, EcLevel::M)?;
    let (width, colors) = (code.width(), code.into_colors());
    let row =
        |row: &[Color]| -> String { row.iter().map(|color| if *color == Color::Dark { '#' } else { '.' }).collect() };
    Ok(colors.chunks(width).map(row).collect())
}
