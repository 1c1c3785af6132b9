//! How many pixels are taken.

use super::error::PhotoError;

/// Most pixels taken: what a "64 megapixel" phone writes at most (9,280 by 6,944), 260 MB while decoding.
pub const MAX_PIXELS: u64 = 65_000_000;
/// Shortest side taken, in pixels.
pub const MIN_SIDE: u32 = 16;
/// Above [`MAX_PIXELS`], a file with more pixels than this for each of its bytes is an attack and not a large photo: real
/// photos have 2 to 10, a picture of one colour about 100.
const BOMB_PIXELS_PER_BYTE: u64 = 250;

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
