//! What is taken at all, decided from the header before a pixel is decoded.

use super::error::PhotoError;
use super::jpeg_walk::{self, Walk};

/// Largest file taken: 40 MB. Phones write 2 to 12 MB.
pub const MAX_BYTES: usize = 40_000_000;
/// Most pixels taken: what a "64 megapixel" phone writes at most (9,280 by 6,944), 260 MB while decoding.
pub const MAX_PIXELS: u64 = 65_000_000;
/// Shortest side taken, in pixels.
pub const MIN_SIDE: u32 = 16;
/// Above [`MAX_PIXELS`], a file with more pixels than this for each of its bytes is an attack and not a large photo: real
/// photos have 2 to 10, a picture of one colour about 100.
const BOMB_PIXELS_PER_BYTE: u64 = 250;

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

/// Declared width and height against the limits.
pub(crate) fn check_size(width: u32, height: u32, file_bytes: usize) -> Result<(), PhotoError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS {
        return Err(if pixels / (file_bytes as u64).max(1) > BOMB_PIXELS_PER_BYTE {
            PhotoError::Bomb
        } else {
            PhotoError::TooLarge { width, height }
        });
    }
    if width.min(height) < MIN_SIDE {
        return Err(PhotoError::TooSmall { width, height });
    }
    Ok(())
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
