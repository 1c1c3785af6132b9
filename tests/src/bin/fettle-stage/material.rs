//! Pictures as cameras give them.

use chrono::DateTime;
use fettle_media::{Label, sample};
use std::error::Error;
use std::path::Path;

/// Pixels a module of the label: what a phone sees from a hand's breadth.
const MODULE_PX: u32 = 6;

/// Writes a 12-megapixel photo held sideways, with time and place, and the brightness plane of a printed label with `code` (binary PGM,
/// Netpbm), a little grey and noisy.
pub fn write(out: &Path, code: &str) -> Result<(), Box<dyn Error>> {
    let taken_at = DateTime::parse_from_rfc3339("2026-06-16T14:32:10+08:00")?;
    std::fs::write(out.join("photo.jpg"), sample::phone_photo(7, 6, taken_at, 39.9842, 116.3075)?)?;

    let label = image::load_from_memory(&Label::new(code, &[code.to_owned()])?.to_png(MODULE_PX)?)?.to_luma8();
    let mut plane = format!("P5\n{} {}\n255\n", label.width(), label.height()).into_bytes();
    // Paper is not white and ink is not black to a camera; the noise repeats, so that a test does.
    plane.extend(label.pixels().enumerate().map(|(i, pixel)| {
        let noise = u8::try_from(i.wrapping_mul(2_654_435_761) >> 7 & 15).unwrap_or(0);
        40 + pixel.0[0] / 2 + noise
    }));
    Ok(std::fs::write(out.join("label.pgm"), plane)?)
}
