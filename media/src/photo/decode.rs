//! JPEG and PNG bytes to pixels, with what the file says about itself.

use super::error::PhotoError;
use super::limits::{self, Kind};
use crate::raster::Raster;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Most memory that decoding a PNG may take: 64 megapixels of RGBA and a little.
const MAX_PNG_MEMORY: u64 = 300_000_000;
/// Colour profiles of phones have 0.5 to 4 KB; larger ones (printers') are dropped.
const MAX_PROFILE: usize = 16_384;

/// A decoded file.
pub(crate) struct Decoded {
    pub raster: Raster,
    /// The TIFF block of the EXIF data, when there is one.
    pub exif: Option<Vec<u8>>,
    /// The RGB colour profile, when there is one; without it the wide colours of newer phones would look dull.
    pub profile: Option<Vec<u8>>,
}

/// Checks the limits and decodes to RGBA, in the orientation in which the file holds it.
///
/// # Errors
/// Every refusal of [`PhotoError`] but `Encode`.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, PhotoError> {
    match limits::check(bytes)? {
        Kind::Jpeg(walk) => decode_jpeg(&without(bytes, &walk.skip), walk.rgb),
        Kind::Png => {
            let (image, exif, profile) = decode_png(bytes)?;
            let (width, height) = (image.width() as usize, image.height() as usize);
            let mut pixels = image.into_rgba8().into_raw();
            for pixel in pixels.chunks_exact_mut(4) {
                on_white(pixel);
            }
            Ok(Decoded { raster: checked_raster(width, height, pixels)?, exif, profile: rgb_profile(profile) })
        }
    }
}

/// Checks the limits and gives the TIFF block of the EXIF data alone, when there is one; of a JPEG no pixel is decoded.
///
/// # Errors
/// As [`decode`].
pub(crate) fn exif(bytes: &[u8]) -> Result<Option<Vec<u8>>, PhotoError> {
    match limits::check(bytes)? {
        Kind::Jpeg(walk) => {
            let cleaned = without(bytes, &walk.skip);
            let mut decoder = jpeg_decoder(&cleaned, ColorSpace::RGBA);
            decoder.decode_headers().map_err(|e| PhotoError::Damaged(e.to_string()))?;
            Ok(decoder.exif().cloned())
        }
        Kind::Png => decode_png(bytes).map(|(_, exif, _)| exif),
    }
}

/// Checks the limits and decodes to brightness only: width, height, one byte a pixel. For reading codes.
///
/// # Errors
/// As [`decode`].
pub(crate) fn decode_luma(bytes: &[u8]) -> Result<(u32, u32, Vec<u8>), PhotoError> {
    match limits::check(bytes)? {
        Kind::Jpeg(walk) => {
            let cleaned = without(bytes, &walk.skip);
            let mut decoder = jpeg_decoder(&cleaned, ColorSpace::Luma);
            // The decoder gives no brightness of a picture in a printer's colours (CMYK) or RGB; nor of a damaged one,
            // which fails again.
            let Ok(luma) = decoder.decode() else {
                return decode_jpeg(&cleaned, walk.rgb).map(|decoded| brightness(&decoded.raster));
            };
            let (width, height) = decoder.dimensions().ok_or(PhotoError::Truncated)?;
            if luma.len() != width * height {
                return Err(unexpected_amount());
            }
            Ok((width as u32, height as u32, luma))
        }
        Kind::Png => {
            let Decoded { raster, .. } = decode(bytes)?;
            Ok(brightness(&raster))
        }
    }
}

/// Rec. 601, as JPEG's own luma.
fn brightness(raster: &Raster) -> (u32, u32, Vec<u8>) {
    let luma = |p: &[u8]| ((u32::from(p[0]) * 299 + u32::from(p[1]) * 587 + u32::from(p[2]) * 114 + 500) / 1000) as u8;
    (raster.width, raster.height, raster.pixels.chunks_exact(4).map(luma).collect())
}

fn decode_jpeg(bytes: &[u8], rgb: bool) -> Result<Decoded, PhotoError> {
    let damaged = |e: zune_jpeg::errors::DecodeErrors| PhotoError::Damaged(e.to_string());
    let mut decoder = jpeg_decoder(bytes, ColorSpace::RGBA);
    decoder.decode_headers().map_err(damaged)?;
    // The decoder widens only these two to four bytes a pixel: of a printer's colours (CMYK, YCCK) it writes three into the room for
    // four, and of RGB nothing. All of them it gives as RGB.
    let wide = matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma));
    let three = decoder.info().is_some_and(|info| info.components == 3);
    // Before it decodes, it calls three components CMYK too where an Adobe segment says "as they are".
    let as_they_are = matches!(decoder.input_colorspace(), Some(ColorSpace::RGB | ColorSpace::CMYK));
    if three && rgb != as_they_are {
        return Err(PhotoError::Damaged("it says in two ways what its colours are".into()));
    }
    if !wide {
        decoder = jpeg_decoder(bytes, ColorSpace::RGB);
    }
    let pixels = decoder.decode().map_err(damaged)?;
    let (width, height) = decoder.dimensions().ok_or(PhotoError::Truncated)?;
    let raster = if wide {
        checked_raster(width, height, pixels)?
    } else {
        if pixels.len() != width * height * 3 {
            return Err(unexpected_amount());
        }
        let pixels = pixels.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect();
        checked_raster(width, height, pixels)?
    };
    Ok(Decoded { raster, exif: decoder.exif().cloned(), profile: rgb_profile(decoder.icc_profile()) })
}

/// The file without these ranges, which are in order.
fn without<'a>(bytes: &'a [u8], skip: &[Range<usize>]) -> Cow<'a, [u8]> {
    if skip.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let starts = std::iter::once(0).chain(skip.iter().map(|range| range.end));
    let ends = skip.iter().map(|range| range.start).chain([bytes.len()]);
    Cow::Owned(starts.zip(ends).flat_map(|(start, end)| &bytes[start..end]).copied().collect())
}

fn unexpected_amount() -> PhotoError {
    PhotoError::Damaged("the decoder gave an unexpected amount of pixels".into())
}

fn jpeg_decoder(bytes: &[u8], colours: ColorSpace) -> JpegDecoder<ZCursor<&[u8]>> {
    // Strict: data that make no sense are an error and not grey bands. `jpeg_walk` has found the end of the picture before.
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(u16::MAX.into())
        .set_max_height(u16::MAX.into())
        .jpeg_set_out_colorspace(colours);
    JpegDecoder::new_with_options(ZCursor::new(bytes), options)
}

type Png = (DynamicImage, Option<Vec<u8>>, Option<Vec<u8>>);

fn decode_png(bytes: &[u8]) -> Result<Png, PhotoError> {
    let refuse = |e: image::ImageError| match e {
        image::ImageError::Limits(_) => PhotoError::Bomb,
        image::ImageError::IoError(_) => PhotoError::Truncated,
        other => PhotoError::Damaged(other.to_string()),
    };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_PNG_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refuse)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let profile = decoder.icc_profile().ok().flatten();
    if decoder.total_bytes() > MAX_PNG_MEMORY {
        return Err(PhotoError::Bomb);
    }
    Ok((DynamicImage::from_decoder(decoder).map_err(refuse)?, exif, profile))
}

fn checked_raster(width: usize, height: usize, pixels: Vec<u8>) -> Result<Raster, PhotoError> {
    if pixels.len() != width * height * 4 {
        return Err(unexpected_amount());
    }
    Ok(Raster { width: width as u32, height: height as u32, pixels })
}

/// Lays a half-transparent pixel on white paper.
fn on_white(pixel: &mut [u8]) {
    let alpha = u32::from(pixel[3]);
    if alpha < 255 {
        for channel in &mut pixel[..3] {
            *channel = ((u32::from(*channel) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
        pixel[3] = 255;
    }
}

/// Only a small profile for RGB (ICC.1, header bytes 16 to 19), because RGB is what is written.
fn rgb_profile(profile: Option<Vec<u8>>) -> Option<Vec<u8>> {
    profile.filter(|p| p.len() <= MAX_PROFILE && p.get(16..20) == Some(b"RGB "))
}
