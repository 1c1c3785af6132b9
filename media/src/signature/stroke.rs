//! Where the pen was.

use serde::{Deserialize, Serialize};

/// Where the pen was and when. In JSON an array `[x, y, t_ms]`, because there are thousands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "(f64, f64, u32)", into = "(f64, f64, u32)")]
pub struct Point {
    /// From the pad's left edge rightwards, in the pad's units.
    pub x: f64,
    /// From the pad's top edge downwards, in the pad's units.
    pub y: f64,
    /// Milliseconds since the signature's first touch.
    pub t_ms: u32,
}

impl Point {
    /// Whether it lies on what was drawn on, its edges included. A NaN is in no range.
    pub(crate) fn lies_in(&self, width: f64, height: f64) -> bool {
        (0.0..=width).contains(&self.x) && (0.0..=height).contains(&self.y)
    }
}

impl From<(f64, f64, u32)> for Point {
    fn from((x, y, t_ms): (f64, f64, u32)) -> Self {
        Self { x, y, t_ms }
    }
}

impl From<Point> for (f64, f64, u32) {
    fn from(point: Point) -> Self {
        (point.x, point.y, point.t_ms)
    }
}

/// The pen's way from touching the pad to leaving it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// In the order in which they were drawn.
    pub points: Vec<Point>,
}
