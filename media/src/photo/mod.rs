//! From the camera's file to the photo that is kept: upright, reduced, with a thumbnail, time and place, and its hash.
//!
//! The steps are one file each: [`limits`] (what is taken at all), `decode`, `exif_block`, `scale`, `upright`, `marks`, `watermark`,
//! `encode`. A photo is immutable from here on: its hash goes into the events and under the signature. Whether the
//! original is kept too is the caller's business.

mod decode;
mod encode;
mod error;
mod exif_block;
mod jpeg_walk;
pub mod limits;
mod marks;
mod scale;
mod size;
#[cfg(test)]
mod tests;
mod upright;
mod watermark;

pub(crate) use decode::decode_luma;
#[cfg(any(feature = "sample", test))]
pub(crate) use encode::jpeg as encode_jpeg;
pub use error::PhotoError;
pub use exif_block::{Position, TakenAt};

use crate::signature::Stroke;
use sha2::{Digest, Sha256};

/// How a photo is made.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoOptions {
    /// Longest side of the photo in pixels; smaller pictures are not enlarged.
    pub max_side: u32,
    /// JPEG quality of the photo, 1 to 100.
    pub quality: u8,
    /// Longest side of the thumbnail in pixels.
    pub thumbnail_side: u32,
    /// JPEG quality of the thumbnail, 1 to 100.
    pub thumbnail_quality: u8,
    /// Lines burned into the lower left corner of the photo (not of the thumbnail); at most six, printable ASCII, other
    /// characters show as `?`. Empty: no watermark.
    pub watermark: Vec<String>,
    /// Strokes burned into the photo and its thumbnail, to show where to look; their points are shares of the upright picture's width
    /// and height, from 0 to 1. Their times are not looked at.
    pub marks: Vec<Stroke>,
}

impl Default for PhotoOptions {
    fn default() -> Self {
        Self {
            max_side: 2_000,
            quality: 80,
            thumbnail_side: 320,
            thumbnail_quality: 75,
            watermark: Vec::new(),
            marks: Vec::new(),
        }
    }
}

/// A photo as it is kept and sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    /// The JPEG. Its EXIF data hold time, offset and place and nothing else; its pixels are upright.
    pub bytes: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// A small JPEG of the same picture, without EXIF data.
    pub thumbnail: Vec<u8>,
    /// When the camera says it was taken.
    pub taken_at: Option<TakenAt>,
    /// Where the camera says it was taken.
    pub position: Option<Position>,
    /// SHA-256 of `bytes`, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// When and where a JPEG or PNG file says that it was taken, without making a photo of it.
///
/// # Errors
/// See [`PhotoError`]; a file that says nothing is no error.
pub fn said(file: &[u8]) -> Result<(Option<TakenAt>, Option<Position>), PhotoError> {
    let facts = exif_block::read(decode::exif(file)?);
    Ok((facts.taken_at, facts.position))
}

/// Makes the photo to keep from a JPEG or PNG file. Works in memory, for about 0.2 s; call it off the UI thread.
///
/// # Errors
/// See [`PhotoError`]; marks and size limits are checked before anything is decoded.
pub fn process(file: &[u8], options: &PhotoOptions) -> Result<Photo, PhotoError> {
    marks::check(&options.marks)?;
    let decode::Decoded { raster, exif, profile } = decode::decode(file)?;
    let facts = exif_block::read(exif);
    let reduced = scale::reduced(&raster, options.max_side.max(1))?.unwrap_or(raster);
    let mut picture = upright::upright(reduced, facts.orientation);
    marks::draw(&mut picture, &options.marks);

    let small = scale::reduced(&picture, options.thumbnail_side.max(1))?;
    let thumbnail =
        encode::jpeg(small.as_ref().unwrap_or(&picture), options.thumbnail_quality, None, profile.as_deref())?;

    watermark::burn(&mut picture, &options.watermark);
    let bytes = encode::jpeg(&picture, options.quality, facts.kept.as_deref(), profile.as_deref())?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(Photo {
        bytes,
        width: picture.width,
        height: picture.height,
        thumbnail,
        taken_at: facts.taken_at,
        position: facts.position,
        sha256,
    })
}
