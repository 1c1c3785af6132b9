//! Makes a picture smaller, by Lanczos3; never larger.

use super::error::PhotoError;
use crate::raster::Raster;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// The picture with its longer side at most `max_side` pixels; none if it is small enough already.
pub(crate) fn reduced(source: &Raster, max_side: u32) -> Result<Option<Raster>, PhotoError> {
    let longer = source.width.max(source.height);
    if longer <= max_side {
        return Ok(None);
    }
    let side =
        |n: u32| ((u64::from(n) * u64::from(max_side) + u64::from(longer) / 2) / u64::from(longer)).max(1) as u32;
    let (width, height) = (side(source.width), side(source.height));
    let refuse = |e: &dyn std::fmt::Display| PhotoError::Damaged(e.to_string());
    let from = ImageRef::new(source.width, source.height, &source.pixels, PixelType::U8x4).map_err(|e| refuse(&e))?;
    let mut to = Image::new(width, height, PixelType::U8x4);
    // Everything is opaque: no need to weigh colours by alpha.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    Resizer::new().resize(&from, &mut to, &options).map_err(|e| refuse(&e))?;
    Ok(Some(Raster { width, height, pixels: to.into_vec() }))
}
