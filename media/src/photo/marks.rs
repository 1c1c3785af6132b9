//! What the engineer drew on a photo to show where to look: burned into the picture, because a photo is one file from here on.
//!
//! Drawn by us: a round pen along straight lines needs no drawing library on the phone.

use super::error::PhotoError;
use crate::raster::Raster;
use crate::signature::{Stroke, too_many};

/// Red on white, which shows on every ground; what circuit boards, walls and cabinets are painted with included.
const INK: [u8; 3] = [220, 20, 20];
const RIM: [u8; 3] = [255, 255, 255];
/// Width of the pen as a share of the picture's longer side: 8 pixels of 1,600.
const PEN: f64 = 0.005;
/// Width of the rim on each side, as a share of the pen's.
const RIM_SHARE: f64 = 0.4;
/// Smallest width of the pen in pixels.
const MIN_PEN: f64 = 2.0;

/// Longest line that is drawn at once, in pixels.
const LONGEST: f64 = 64.0;

/// Refuses strokes that were not drawn on the picture: each point lies in it, as shares of its width and height from 0 to 1. The shell cuts
/// strokes at the edge.
///
/// # Errors
/// [`PhotoError::Marks`].
pub(crate) fn check(strokes: &[Stroke]) -> Result<(), PhotoError> {
    if too_many(strokes) || !strokes.iter().flat_map(|stroke| &stroke.points).all(|point| point.lies_in(1.0, 1.0)) {
        return Err(PhotoError::Marks);
    }
    Ok(())
}

/// Draws the strokes onto the upright picture.
pub(crate) fn draw(onto: &mut Raster, strokes: &[Stroke]) {
    let pen = (f64::from(onto.width.max(onto.height)) * PEN).max(MIN_PEN);
    // All rims first, so that a stroke is not cut where another crosses it.
    for (colour, radius) in [(RIM, pen * (0.5 + RIM_SHARE)), (INK, pen * 0.5)] {
        for stroke in strokes {
            draw_stroke(onto, stroke, colour, radius);
        }
    }
}

/// One stroke with a round pen; a stroke of one point is a dot.
fn draw_stroke(onto: &mut Raster, stroke: &Stroke, colour: [u8; 3], radius: f64) {
    let (width, height) = (f64::from(onto.width), f64::from(onto.height));
    let places: Vec<(f64, f64)> = stroke.points.iter().map(|point| (point.x * width, point.y * height)).collect();
    if let [only] = places[..] {
        draw_line(onto, only, only, colour, radius);
    }
    for pair in places.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        // A slanted line in pieces: each looks at the pixels around itself only.
        let pieces = ((to.0 - from.0).hypot(to.1 - from.1) / LONGEST).ceil().max(1.0);
        let place = |n: f64| (from.0 + (to.0 - from.0) * n / pieces, from.1 + (to.1 - from.1) * n / pieces);
        for piece in 0..pieces as u32 {
            draw_line(onto, place(f64::from(piece)), place(f64::from(piece) + 1.0), colour, radius);
        }
    }
}

fn draw_line(onto: &mut Raster, from: (f64, f64), to: (f64, f64), colour: [u8; 3], radius: f64) {
    let reach = radius + 1.0;
    let (left, right) = (from.0.min(to.0) - reach, from.0.max(to.0) + reach);
    let (top, bottom) = (from.1.min(to.1) - reach, from.1.max(to.1) + reach);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    for y in (top.max(0.0) as i64)..=(bottom as i64).min(i64::from(onto.height) - 1) {
        for x in (left.max(0.0) as i64)..=(right as i64).min(i64::from(onto.width) - 1) {
            // From the pixel's middle to the nearest place of the line.
            let (px, py) = (x as f64 + 0.5 - from.0, y as f64 + 0.5 - from.1);
            let along = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            let distance = (px - along * dx).hypot(py - along * dy);
            let covered = (radius + 0.5 - distance).clamp(0.0, 1.0);
            if covered > 0.0 {
                onto.mix(x, y, colour, covered as f32);
            }
        }
    }
}
