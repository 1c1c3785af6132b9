//! Reads codes from camera frames and pictures: QR, Data Matrix, Code 128, Code 39, EAN-13 and EAN-8, by zxing-cpp, without
//! any vendor's service. What a code means is [`crate::gs1`]'s and the caller's business.

mod bytes;
mod code39;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod tests;

pub use code39::other_reading;

use crate::photo::{self, PhotoError};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;
use zxingcpp::{BarcodeFormat, ContentType, ImageFormat, ImageView, TextMode};

/// Longest side of a luma plane in pixels; a camera's frames have 640 to 4,096.
const MAX_SIDE: u32 = 16_384;

/// The kinds of codes that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// QR Code, also Micro QR (ISO/IEC 18004).
    Qr,
    /// Data Matrix (ISO/IEC 16022).
    DataMatrix,
    /// Code 128, also GS1-128 (ISO/IEC 15417).
    Code128,
    /// Code 39 (ISO/IEC 16388).
    Code39,
    /// EAN-13, also UPC-A, which is given with its leading zero (ISO/IEC 15420).
    Ean13,
    /// EAN-8 (ISO/IEC 15420).
    Ean8,
}

/// How much work is spent on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For live frames, 1 to 4 ms: upright, dark on light, near enough. Use [`Mode::Thorough`] on every fifth frame.
    Fast,
    /// For stills: turned, small and blurred codes too, and matrix codes light on dark.
    Thorough,
}

/// The brightness of a camera frame, as cameras hand it over: one byte a pixel, rows `stride` bytes apart.
#[derive(Debug, Clone, Copy)]
pub struct Luma<'a> {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Bytes from one row's start to the next, at least `width`.
    pub stride: u32,
    /// At least `stride * (height - 1) + width` bytes: the last row may lack its padding, as Android's do.
    pub bytes: &'a [u8],
}

/// A code that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Its kind.
    pub format: Format,
    /// Its content as text, Code 39 as printed; GS1 content keeps the separator U+001D between elements.
    pub text: String,
    /// What scanners send in front of the text to say of which kind the symbol is and how its content is meant: `]d2` for GS1 in a Data
    /// Matrix (ISO/IEC 15424).
    pub symbology: String,
    /// Whether the symbol itself names the character set of its bytes (ECI).
    pub eci: bool,
    /// Its content as bytes, which is the truth where the content is not text.
    pub bytes: Vec<u8>,
    /// Whether the symbol says that its content is GS1 element strings (leading FNC1).
    pub gs1: bool,
    /// Its corners in pixels (x, y): top left, top right, bottom right, bottom left of the symbol itself, however it is turned.
    pub corners: [(i32, i32); 4],
}

/// Why nothing could be looked for. Finding nothing is not an error.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum CodeError {
    /// Width, height, stride and number of bytes contradict each other.
    #[error("a luma plane of {width} by {height} pixels, stride {stride}, cannot have {bytes} bytes")]
    LumaSizeMismatch {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Bytes from row to row.
        stride: u32,
        /// Bytes given.
        bytes: usize,
    },
    /// The picture file is refused.
    #[error(transparent)]
    Picture(#[from] PhotoError),
    /// The reader itself failed.
    #[error("the code reader failed: {0}")]
    Reader(String),
}

impl CodeError {
    /// The stable name of this error, for the catalogue of texts; a refused picture has the photo's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LumaSizeMismatch { .. } => "luma_size_mismatch",
            Self::Picture(e) => e.code(),
            Self::Reader(_) => "code_reader_failed",
        }
    }
}

/// Finds codes in a camera frame.
///
/// # Errors
/// [`CodeError::LumaSizeMismatch`] if the plane's measures contradict each other.
pub fn decode_luma(plane: &Luma<'_>, mode: Mode) -> Result<Vec<Decoded>, CodeError> {
    read(&packed(plane)?, plane.width, plane.height, mode)
}

/// Finds codes in a JPEG or PNG file, within the limits of photos.
///
/// # Errors
/// [`CodeError::Picture`] if the file is refused as a photo would be.
pub fn decode_image(file: &[u8], mode: Mode) -> Result<Vec<Decoded>, CodeError> {
    let (width, height, luma) = photo::decode_luma(file)?;
    read(&luma, width, height, mode)
}

/// The plane without padding: the reader's safe interface knows no stride.
fn packed<'a>(plane: &Luma<'a>) -> Result<Cow<'a, [u8]>, CodeError> {
    let &Luma { width, height, stride, bytes } = plane;
    let sides_fit = (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height);
    let needed = u64::from(stride) * u64::from(height.saturating_sub(1)) + u64::from(width);
    if !sides_fit || stride < width || (bytes.len() as u64) < needed {
        return Err(CodeError::LumaSizeMismatch { width, height, stride, bytes: bytes.len() });
    }
    let (width, stride) = (width as usize, stride as usize);
    if stride == width {
        return Ok(Cow::Borrowed(&bytes[..width * height as usize]));
    }
    Ok(Cow::Owned(bytes.chunks(stride).take(height as usize).flat_map(|row| &row[..width]).copied().collect()))
}

fn read(luma: &[u8], width: u32, height: u32, mode: Mode) -> Result<Vec<Decoded>, CodeError> {
    use BarcodeFormat::{Code39, Code128, DataMatrix, EAN8, EAN13, QRCode};
    let failed = |e: zxingcpp::Error| CodeError::Reader(e.to_string());
    let thorough = mode == Mode::Thorough;
    let view = ImageView::from_slice(luma, width, height, ImageFormat::Lum).map_err(failed)?;
    let look_for = |formats: &[BarcodeFormat]| -> Result<Vec<Decoded>, CodeError> {
        let found = zxingcpp::read()
            .formats(formats)
            .try_harder(thorough)
            .try_rotate(thorough)
            .try_invert(thorough)
            .try_downscale(thorough)
            .text_mode(TextMode::Plain)
            .from(&view)
            .map_err(failed)?;
        Ok(found.iter().filter(|b| b.is_valid()).filter_map(|b| decoded(b, luma, (width, height))).collect())
    };
    let mut found = look_for(&[QRCode, DataMatrix, Code128, Code39, EAN13, EAN8])?;
    // Four characters of Code 39 have as many bars and spaces as an EAN-13, and some of them read as one, which the reader asks first. What reads as
    // Code 39, with three wide elements in each nine and `*` at both ends, is that.
    if found.iter().any(|code| matches!(code.format, Format::Ean13 | Format::Ean8)) {
        for other in look_for(&[Code39])? {
            found.retain(|code| !matches!(code.format, Format::Ean13 | Format::Ean8) || !over(code, &other));
            if !found.contains(&other) {
                found.push(other);
            }
        }
    }
    Ok(found)
}

/// Whether the middle of one symbol lies within the other's bounds.
fn over(one: &Decoded, other: &Decoded) -> bool {
    let bounds = |of: fn(&(i32, i32)) -> i32| {
        let all = other.corners.iter().map(of);
        (all.clone().min().unwrap_or(0), all.max().unwrap_or(0))
    };
    let middle = |of: fn(&(i32, i32)) -> i32| one.corners.iter().map(of).sum::<i32>() / 4;
    let within = |of: fn(&(i32, i32)) -> i32| {
        let ((least, most), at) = (bounds(of), middle(of));
        // A line through a symbol that was read in one row has no height.
        (least - 2..=most + 2).contains(&at)
    };
    within(|corner| corner.0) && within(|corner| corner.1)
}

fn decoded(barcode: &zxingcpp::Barcode, luma: &[u8], size: (u32, u32)) -> Option<Decoded> {
    let (symbology, eci, bytes) = (barcode.symbology_identifier(), barcode.has_eci(), barcode.bytes());
    let format = match barcode.symbology() {
        BarcodeFormat::QRCode => Format::Qr,
        BarcodeFormat::DataMatrix => Format::DataMatrix,
        BarcodeFormat::Code128 => Format::Code128,
        BarcodeFormat::Code39 => Format::Code39,
        // Only here is the member of the family asked for: of Code 39 there are some that the crate's enum lacks, which would not be sound.
        BarcodeFormat::EANUPC => match barcode.format() {
            BarcodeFormat::EAN13 => Format::Ean13,
            BarcodeFormat::EAN8 => Format::Ean8,
            _ => return None,
        },
        _ => return None,
    };
    let at = barcode.position();
    let corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left].map(|p| (p.x, p.y));
    let text = match format {
        Format::Code39 => code39::as_printed(&symbology, &barcode.text(), code39::bars(luma, size, corners)),
        _ if eci => barcode.text(),
        _ => bytes::text(&bytes).unwrap_or_else(|| barcode.text()),
    };
    let gs1 = barcode.content_type() == ContentType::GS1;
    Some(Decoded { format, text, symbology, eci, bytes, gs1, corners })
}
