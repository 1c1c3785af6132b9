//! Strokes to an SVG picture. Between the points runs a quadratic curve through their midpoints with the points as controls,
//! the usual way to make a hand look like a hand without inventing ink.

use super::stroke::{Point, Stroke};
use std::fmt::Write;

/// Pen width as a share of the pad's longer side.
const PEN: f64 = 1.0 / 200.0;

/// Strokes on a pad of this size.
pub(super) fn draw(width: f64, height: f64, strokes: &[Stroke]) -> String {
    let mut path = String::new();
    for stroke in strokes {
        add_stroke(&mut path, &stroke.points);
    }
    format!(
        concat!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" fill="none" stroke="#000" "##,
            r#"stroke-width="{}" stroke-linecap="round" stroke-linejoin="round"><path d="{}"/></svg>"#
        ),
        number(width),
        number(height),
        number(width.max(height) * PEN),
        path
    )
}

fn add_stroke(path: &mut String, points: &[Point]) {
    let [first, rest @ ..] = points else { return };
    // Writing to a String cannot fail.
    let _ = write!(path, "M{} {}", number(first.x), number(first.y));
    let Some(last) = rest.last() else {
        path.push_str("l.1 0"); // a dot, as of an i: the round cap makes it visible
        return;
    };
    for pair in rest.windows(2) {
        let (mx, my) = ((pair[0].x + pair[1].x) / 2.0, (pair[0].y + pair[1].y) / 2.0);
        let _ = write!(path, "Q{} {} {} {}", number(pair[0].x), number(pair[0].y), number(mx), number(my));
    }
    let _ = write!(path, "L{} {}", number(last.x), number(last.y));
}

/// To a hundredth, without trailing zeros.
fn number(n: f64) -> String {
    let hundredths = (n * 100.0).round() / 100.0;
    format!("{hundredths}")
}
