//! A customer's signature: strokes with time, checked, stored as stable JSON and shown as SVG.
//!
//! Binding it to a sheet (hash, name, place) is the caller's business; the bytes of [`Signature::to_json`] are what gets hashed.

mod stroke;
mod svg;
#[cfg(test)]
mod tests;

pub use stroke::{Point, Stroke};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most points of a signature, all strokes together; a long name at 240 points a second takes about 3,000.
pub const MAX_POINTS: usize = 20_000;
/// Most strokes.
pub const MAX_STROKES: usize = 1_000;
/// Longest side of the pad, in its own units.
pub const MAX_SIDE: f64 = 10_000.0;
/// Shortest ink that counts as a signature, as a share of the pad's longer side: a dot or a slip of the finger is less.
pub const MIN_INK: f64 = 0.1;

/// Whether these are more than anyone draws: [`MAX_STROKES`], [`MAX_POINTS`].
pub(crate) fn too_many(strokes: &[Stroke]) -> bool {
    strokes.len() > MAX_STROKES || strokes.iter().map(|s| s.points.len()).sum::<usize>() > MAX_POINTS
}

/// A signature that has passed the checks; there is no other way to have one, also not from JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Signature {
    width: f64,
    height: f64,
    strokes: Vec<Stroke>,
}

#[derive(Deserialize)]
struct Unchecked {
    width: f64,
    height: f64,
    strokes: Vec<Stroke>,
}

impl TryFrom<Unchecked> for Signature {
    type Error = SignatureError;

    fn try_from(raw: Unchecked) -> Result<Self, SignatureError> {
        Self::new(raw.width, raw.height, raw.strokes)
    }
}

/// Why a signature is refused.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SignatureError {
    /// There is no point at all.
    #[error("nothing was drawn")]
    Empty,
    /// Less ink than [`MIN_INK`].
    #[error("too little was drawn to be a signature")]
    TooShort,
    /// A point lies outside the pad or the pad has no sensible size. The pad has to cut strokes at its edge.
    #[error("a point lies outside the pad")]
    OutOfBounds,
    /// More than [`MAX_POINTS`] or [`MAX_STROKES`].
    #[error("too many points or strokes")]
    TooLarge,
    /// The bytes are not a signature's JSON.
    #[error("not a stored signature: {0}")]
    Unreadable(String),
}

impl SignatureError {
    /// The stable name of this error, for the catalogue of texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "signature_empty",
            Self::TooShort => "signature_too_short",
            Self::OutOfBounds => "signature_out_of_bounds",
            Self::TooLarge => "signature_too_large",
            Self::Unreadable(_) => "signature_unreadable",
        }
    }
}

impl Signature {
    /// Checks the strokes and keeps them; strokes without points are dropped, places are rounded to a tenth of a unit, so
    /// that the same drawing gives the same bytes on every platform.
    ///
    /// # Errors
    /// See [`SignatureError`].
    pub fn new(width: f64, height: f64, strokes: Vec<Stroke>) -> Result<Self, SignatureError> {
        let side_fits = |side: f64| (1.0..=MAX_SIDE).contains(&side);
        if !side_fits(width) || !side_fits(height) {
            return Err(SignatureError::OutOfBounds);
        }
        let mut strokes = strokes;
        strokes.retain(|s| !s.points.is_empty());
        if strokes.is_empty() {
            return Err(SignatureError::Empty);
        }
        if too_many(&strokes) {
            return Err(SignatureError::TooLarge);
        }
        for point in strokes.iter_mut().flat_map(|s| &mut s.points) {
            if !point.lies_in(width, height) {
                return Err(SignatureError::OutOfBounds);
            }
            (point.x, point.y) = (tenth(point.x), tenth(point.y));
        }
        let signature = Self { width: tenth(width), height: tenth(height), strokes };
        if signature.ink() < MIN_INK * width.max(height) {
            return Err(SignatureError::TooShort);
        }
        Ok(signature)
    }

    /// Width of the pad in its own units.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Height of the pad in its own units.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// The strokes in the order in which they were drawn.
    pub fn strokes(&self) -> &[Stroke] {
        &self.strokes
    }

    /// Length of all strokes together, in the pad's units.
    pub fn ink(&self) -> f64 {
        let step = |pair: &[Point]| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y);
        self.strokes.iter().flat_map(|s| s.points.windows(2)).map(step).sum()
    }

    /// The form that is stored and hashed: the same signature always gives the same bytes.
    ///
    /// # Errors
    /// None that a checked signature can cause; the type is that of the JSON writer.
    pub fn to_json(&self) -> Result<Vec<u8>, SignatureError> {
        serde_json::to_vec(self).map_err(|e| SignatureError::Unreadable(e.to_string()))
    }

    /// Reads the stored form, with all checks.
    ///
    /// # Errors
    /// [`SignatureError::Unreadable`] for anything but a valid signature's JSON.
    pub fn from_json(bytes: &[u8]) -> Result<Self, SignatureError> {
        serde_json::from_slice(bytes).map_err(|e| SignatureError::Unreadable(e.to_string()))
    }

    /// A picture of it: black ink, transparent ground, scales to any size.
    pub fn to_svg(&self) -> String {
        svg::draw(self.width, self.height, &self.strokes)
    }
}

fn tenth(n: f64) -> f64 {
    (n * 10.0).round() / 10.0
}
