//! Turns pixels upright by the EXIF orientation. Done after the reduction, on a sixth of the pixels.

use crate::raster::Raster;

/// The picture as a person should see it; `orientation` 1 to 8 as in EXIF.
pub(crate) fn upright(stored: Raster, orientation: u8) -> Raster {
    if !(2..=8).contains(&orientation) {
        return stored;
    }
    let (w, h) = (stored.width as usize, stored.height as usize);
    let (width, height) = if orientation >= 5 { (h, w) } else { (w, h) };
    let source: Vec<[u8; 4]> = stored.pixels.as_chunks().0.to_vec();
    let mut pixels = Vec::with_capacity(source.len() * 4);
    for y in 0..height {
        for x in 0..width {
            // Which stored pixel is seen at (x, y).
            let (column, row) = match orientation {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                _ => (w - 1 - y, x),
            };
            pixels.extend_from_slice(&source[row * w + column]);
        }
    }
    Raster { width: width as u32, height: height as u32, pixels }
}
