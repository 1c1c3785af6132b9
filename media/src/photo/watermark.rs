//! Time, place and job burned into a photo, if the customer's contract asks for it.

use crate::font;
use crate::raster::Raster;

/// Lines beyond these are left out, so that the watermark never covers the picture.
const MAX_LINES: usize = 6;
/// Smallest height of a line at which it can be read.
const MIN_HEIGHT: u32 = 8;

/// Writes the lines (printable ASCII; anything else shows as `?`) into the lower left corner, white on a darkened strip.
pub(crate) fn burn(onto: &mut Raster, lines: &[String]) {
    let lines = &lines[..lines.len().min(MAX_LINES)];
    let longest = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0) as u32;
    if longest == 0 {
        return;
    }
    // A fortieth of the shorter side reads well on a phone and on paper; narrower if the longest line asks for it.
    let height = (onto.width.min(onto.height) / 40).min(onto.width * 9 / 10 / longest).max(MIN_HEIGHT);
    let pitch = height + height / 2;
    let widest = lines.iter().map(|l| font::line_width(l, height)).max().unwrap_or(0);
    let (strip_width, strip_height) = (widest + 2 * height, pitch * lines.len() as u32 + height);
    let top = i64::from(onto.height) - i64::from(strip_height);
    onto.mix_rect(0, top, strip_width.into(), strip_height.into(), [0, 0, 0], 0.55);
    for (i, line) in lines.iter().enumerate() {
        let line_top = top + i64::from(height * 3 / 4) + i64::from(pitch) * i as i64;
        font::draw_line(onto, line, height.into(), line_top, height, [255, 255, 255]);
    }
}
