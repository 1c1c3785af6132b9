//! Pixels to JPEG.

use super::error::PhotoError;
use crate::raster::Raster;
use jpeg_encoder::{Encoder, EncodingError, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};

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
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if let Some(block) = exif {
        encoder.add_exif_metadata(block).map_err(refuse)?;
    }
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).map_err(refuse)?;
    }
    encoder.encode_image(Rows { raster, width, height }).map_err(refuse)?;
    Ok(bytes)
}

/// Hands the encoder its rows. Its own `encode` would be compiled for 27 kinds of pixels, which takes half a minute.
struct Rows<'a> {
    raster: &'a Raster,
    width: u16,
    height: u16,
}

impl ImageBuffer for Rows<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let width = usize::from(self.width);
        let row = &self.raster.pixels[usize::from(y) * width * 4..][..width * 4];
        let [luma, blue, red, _] = buffers;
        let start = luma.len();
        for buffer in [&mut *luma, &mut *blue, &mut *red] {
            buffer.resize(start + width, 0);
        }
        let places = luma[start..].iter_mut().zip(&mut blue[start..]).zip(&mut red[start..]);
        for (pixel, ((luma, blue), red)) in row.as_chunks::<4>().0.iter().zip(places) {
            (*luma, *blue, *red) = rgb_to_ycbcr(pixel[0], pixel[1], pixel[2]);
        }
    }
}
