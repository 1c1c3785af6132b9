//! What a user would notice of the photo pipeline.

mod colours;
mod content;
mod kinds;
mod refused;

use chrono::{DateTime, FixedOffset};

fn taken_at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-03-02T14:05:09+08:00").unwrap()
}

fn phone_photo(orientation: u8) -> Vec<u8> {
    crate::sample::phone_photo(11, orientation, taken_at(), 30.274_1, 120.155_1).unwrap()
}

/// A small JPEG of one colour, to be changed into something bad.
fn small_jpeg(width: u32, height: u32) -> Vec<u8> {
    let raster = crate::raster::Raster::filled(width, height, [120, 130, 140]);
    super::encode::jpeg(&raster, 80, None, None).unwrap()
}

fn png(width: u32, height: u32, pixels: &[u8], colour: image::ExtendedColorType) -> Vec<u8> {
    use image::ImageEncoder;
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes).write_image(pixels, width, height, colour).unwrap();
    bytes
}
