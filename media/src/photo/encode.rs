//! Pixels to JPEG.

use super::error::PhotoError;
use crate::raster::Raster;
use jpeg_encoder::{ColorType, Encoder, EncodingError};

/// A baseline JPEG with colour at half resolution, with the given EXIF block and colour profile.
pub(crate) fn jpeg(
    raster: &Raster,
    quality: u8,
    exif: Option<&[u8]>,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, PhotoError> {
    let refuse = |e: EncodingError| PhotoError::Encode(e.to_string());
    let (Ok(width), Ok(height)) = (u16::try_from(raster.width), u16::try_from(raster.height)) else {
        return Err(PhotoError::TooLarge { width: raster.width, height: raster.height });
    };
    let mut bytes = Vec::with_capacity(raster.pixels.len() / 16);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    if let Some(block) = exif {
        encoder.add_exif_metadata(block).map_err(refuse)?;
    }
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).map_err(refuse)?;
    }
    encoder.encode(&raster.pixels, width, height, ColorType::Rgba).map_err(refuse)?;
    Ok(bytes)
}
