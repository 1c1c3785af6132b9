//! ASCII text drawn into pixels: watermarks and the human lines of label pictures.
//!
//! The glyphs are the public-domain 8 by 8 bitmaps of `font8x8`, smoothed while they are enlarged: 1 KB in the app instead
//! of a font file. What is not printable ASCII is drawn as `?`.

use crate::raster::Raster;
use font8x8::{BASIC_FONTS, UnicodeFonts};

/// Width of a line in pixels at a glyph height of `height` pixels (every glyph is a square cell).
pub(crate) fn line_width(text: &str, height: u32) -> u32 {
    text.chars().count() as u32 * height
}

/// Draws one line with its top left corner at (`left`, `top`).
pub(crate) fn draw_line(onto: &mut Raster, text: &str, left: i64, top: i64, height: u32, colour: [u8; 3]) {
    for (i, c) in text.chars().enumerate() {
        let rows = glyph(c);
        let cell_left = left + i as i64 * i64::from(height);
        for y in 0..height {
            for x in 0..height {
                let alpha = coverage(&rows, x, y, height);
                if alpha > 0.0 {
                    onto.mix(cell_left + i64::from(x), top + i64::from(y), colour, alpha);
                }
            }
        }
    }
}

fn glyph(c: char) -> [u8; 8] {
    let known = if (' '..='~').contains(&c) { BASIC_FONTS.get(c) } else { None };
    known.or_else(|| BASIC_FONTS.get('?')).unwrap_or_default()
}

/// How much ink the output pixel has: bilinear between the bitmap's cells, with a soft edge about one output pixel wide.
fn coverage(rows: &[u8; 8], x: u32, y: u32, height: u32) -> f32 {
    let scale = height as f32 / 8.0;
    let (fx, fy) = ((x as f32 + 0.5) / scale - 0.5, (y as f32 + 0.5) / scale - 0.5);
    let (x0, y0) = (fx.floor(), fy.floor());
    let (dx, dy) = (fx - x0, fy - y0);
    let bit = |cx: f32, cy: f32| -> f32 {
        if !(0.0..8.0).contains(&cx) || !(0.0..8.0).contains(&cy) {
            return 0.0;
        }
        f32::from(rows[cy as usize] >> cx as u32 & 1)
    };
    let upper = bit(x0, y0) * (1.0 - dx) + bit(x0 + 1.0, y0) * dx;
    let lower = bit(x0, y0 + 1.0) * (1.0 - dx) + bit(x0 + 1.0, y0 + 1.0) * dx;
    let ink = upper * (1.0 - dy) + lower * dy;
    ((ink - 0.45) * scale.max(1.0) + 0.5).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::{draw_line, line_width};
    use crate::raster::Raster;

    fn dark(raster: &Raster) -> usize {
        raster.pixels.chunks_exact(4).filter(|p| p[0] < 128).count()
    }

    fn drawn(text: &str, left: i64, top: i64, height: u32) -> Raster {
        let mut raster = Raster::filled(100, 60, [255; 3]);
        draw_line(&mut raster, text, left, top, height, [0; 3]);
        raster
    }

    #[test]
    fn letters_differ_and_grow_with_their_height() {
        assert_ne!(drawn("A", 0, 0, 16).pixels, drawn("B", 0, 0, 16).pixels);
        let (small, large) = (dark(&drawn("H", 0, 0, 8)), dark(&drawn("H", 0, 0, 32)));
        assert!((12..24).contains(&(large / small)), "{small} and {large}: 16 times the area");
        assert_eq!(line_width("abc", 20), 60);
        assert_eq!(dark(&drawn(" ", 0, 0, 16)), 0);
    }

    #[test]
    fn what_has_no_glyph_is_a_question_mark() {
        for text in ["岗", "\u{7}", "é", "\u{2592}"] {
            assert_eq!(drawn(text, 0, 0, 16).pixels, drawn("?", 0, 0, 16).pixels, "{text:?}");
        }
    }

    #[test]
    fn text_beyond_the_edge_is_cut() {
        for (left, top) in [(-10, -5), (95, 55), (1_000, 1_000), (-1_000, -1_000)] {
            drawn("Wide text", left, top, 24);
        }
    }
}
