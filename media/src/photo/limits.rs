//! What is taken at all, decided from the header before a pixel is decoded.

use super::error::PhotoError;
use super::jpeg_walk::{self, Walk};
use super::size::check_size;
pub use super::size::{MAX_PIXELS, MIN_SIDE};

/// Largest file taken: 40 MB. Phones write 2 to 12 MB.
pub const MAX_BYTES: usize = 40_000_000;

/// The picture formats taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg(Walk),
    Png,
}

/// Looks at the file's structure and declared size.
///
/// # Errors
/// Every refusal of [`PhotoError`] but `Damaged` and `Encode`.
pub(crate) fn check(bytes: &[u8]) -> Result<Kind, PhotoError> {
    if bytes.len() > MAX_BYTES {
        return Err(PhotoError::FileTooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Ok(Kind::Jpeg(jpeg_walk::walk(bytes)?))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        check_png(bytes)?;
        Ok(Kind::Png)
    } else {
        Err(PhotoError::NotAnImage)
    }
}

/// PNG: IHDR comes first, every chunk has to lie within the file, IEND has to be there.
fn check_png(bytes: &[u8]) -> Result<(), PhotoError> {
    let word =
        |at: usize| -> Option<u32> { Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?)) };
    let kind = |at: usize| bytes.get(at..at.checked_add(4)?);
    let (Some(width), Some(height)) = (word(16), word(20)) else { return Err(PhotoError::Truncated) };
    if kind(12) != Some(b"IHDR") {
        return Err(PhotoError::NotAnImage);
    }
    check_size(width, height, bytes.len())?;
    let mut at = 8;
    loop {
        let (Some(length), Some(name)) = (word(at), kind(at + 4)) else { return Err(PhotoError::Truncated) };
        let end = at + 12 + length as usize;
        if end > bytes.len() {
            return Err(PhotoError::Truncated);
        }
        if name == b"IEND" {
            return Ok(());
        }
        at = end;
    }
}
