//! Photos as a phone makes them, for tests and the demo: 12 megapixels, 2 to 4 MB, any EXIF orientation, time and place, and the
//! private things that phones write too. Never used on real data.
//!
//! The scene is a wall with a device, its type plate and sensor noise, different for every seed. In its upright corners stand
//! coloured marks: red top left, green top right, blue bottom left, yellow bottom right, so that a test can see which way up a
//! photo came out.

use crate::photo::{PhotoError, encode_jpeg};
use crate::raster::Raster;
use chrono::{DateTime, FixedOffset};
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use font8x8::{BASIC_FONTS, UnicodeFonts};
use std::io::Cursor;

/// Width of the sensor in pixels: the longer side of every photo.
pub const SENSOR_WIDTH: u16 = 4032;
/// Height of the sensor in pixels.
pub const SENSOR_HEIGHT: u16 = 3024;
/// Side of a corner mark, as a share of the shorter side.
pub const MARK: f32 = 0.06;
/// The marks' colours: top left, top right, bottom left, bottom right.
pub const MARK_COLOURS: [[u8; 3]; 4] = [[220, 30, 30], [30, 180, 30], [30, 50, 220], [240, 220, 30]];
/// JPEG quality, as phones choose it.
const QUALITY: u8 = 87;
/// What the sample camera writes about itself, which must not survive.
pub const CAMERA_SERIAL: &str = "SN-PRIVATE-0042";

/// A JPEG as from a phone. `orientation` is EXIF's, 1 to 8 (others count as 1); `lat` and `lon` in degrees.
///
/// # Errors
/// [`PhotoError::Encode`] if the encoder refuses, which it does not.
pub fn phone_photo(
    seed: u64,
    orientation: u8,
    taken_at: DateTime<FixedOffset>,
    lat: f64,
    lon: f64,
) -> Result<Vec<u8>, PhotoError> {
    let (width, height) = (u32::from(SENSOR_WIDTH), u32::from(SENSOR_HEIGHT));
    let raster = Raster { width, height, pixels: Scene::new(seed, orientation, width, height).pixels(width, height) };
    let block = exif_block(orientation, taken_at, lat, lon).map_err(|e| PhotoError::Encode(e.to_string()))?;
    encode_jpeg(&raster, QUALITY, Some(&block), None)
}

/// What is in front of the camera, and how the phone is held.
struct Scene {
    orientation: u8,
    width: u32,
    height: u32,
    seed: u64,
    wall: [i32; 3],
    text: Vec<[u8; 8]>,
}

impl Scene {
    fn new(seed: u64, orientation: u8, sensor_width: u32, sensor_height: u32) -> Self {
        let (width, height) =
            if orientation >= 5 { (sensor_height, sensor_width) } else { (sensor_width, sensor_height) };
        let mut random = Random::new(seed);
        let mut channel = || 120 + (random.next() % 60) as i32;
        let wall = [channel(), channel(), channel()];
        let plate = format!("DS-2DE4425IW {seed:08} 24VAC 18W IP66 ");
        let text = plate.chars().filter_map(|c| BASIC_FONTS.get(c)).collect();
        Self { orientation, width, height, seed, wall, text }
    }

    fn pixels(&self, sensor_width: u32, sensor_height: u32) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(sensor_width as usize * sensor_height as usize * 4);
        let mut random = Random::new(self.seed ^ 0x5DEECE66D);
        for row in 0..sensor_height {
            for column in 0..sensor_width {
                let (x, y) = self.seen_at(column, row);
                let noise = random.next();
                let colour = self.colour(x, y);
                for (i, channel) in colour.into_iter().enumerate() {
                    // Two dice give the bell shape of sensor noise.
                    let dice = (noise >> (i * 8) & 7) + (noise >> (i * 8 + 32) & 7);
                    pixels.push((channel + dice as i32 - 7).clamp(0, 255) as u8);
                }
                pixels.push(255);
            }
        }
        pixels
    }

    /// Which place of the upright scene falls on a place of the sensor. EXIF names where the first row and the first column of
    /// the stored picture are seen: 1 top left, 2 top right, 3 bottom right, 4 bottom left, 5 left top, 6 right top, 7 right
    /// bottom, 8 left bottom.
    fn seen_at(&self, column: u32, row: u32) -> (u32, u32) {
        let (right, bottom) = (self.width - 1, self.height - 1);
        match self.orientation {
            2 => (right - column, row),
            3 => (right - column, bottom - row),
            4 => (column, bottom - row),
            5 => (row, column),
            6 => (right - row, column),
            7 => (right - row, bottom - column),
            8 => (row, bottom - column),
            _ => (column, row),
        }
    }

    fn colour(&self, x: u32, y: u32) -> [i32; 3] {
        let mark = (self.width.min(self.height) as f32 * MARK) as u32;
        let (left, right) = (x < mark, x >= self.width - mark);
        let (top, bottom) = (y < mark, y >= self.height - mark);
        if (left || right) && (top || bottom) {
            return MARK_COLOURS[usize::from(right) + 2 * usize::from(bottom)].map(i32::from);
        }
        let (px, py) = (x * 1000 / self.width, y * 1000 / self.height);
        if (300..700).contains(&px) && (250..600).contains(&py) {
            return self.device(x, y);
        }
        // A wall with light from above and coarse plaster.
        let plaster = ((x / 6).wrapping_mul(2_654_435_761) ^ (y / 5).wrapping_mul(2_246_822_519)) >> 27;
        let shade = 60 - (py as i32 * 90 / 1000) + plaster as i32 / 2;
        self.wall.map(|c| c + shade)
    }

    /// A grey housing with a lens and, below it, a type plate full of small print.
    fn device(&self, x: u32, y: u32) -> [i32; 3] {
        let (px, py) = (x * 1000 / self.width, y * 1000 / self.height);
        // The lens is round: from here on in thousandths of the shorter side.
        let shorter = self.width.min(self.height) as i32;
        let dx = (x as i32 - self.width as i32 / 2) * 1000 / shorter;
        let dy = (y as i32 - self.height as i32 * 9 / 25) * 1000 / shorter;
        let ring = dx * dx + dy * dy;
        if ring < 4_900 {
            let glass = 20 + ring / 200;
            return [glass, glass + 8, glass + 25];
        }
        if (340..660).contains(&px) && (460..580).contains(&py) {
            let (cell, line) = ((x / 24) as usize, (y / 32) as usize);
            let ink = self.text.get((cell + line * 7) % self.text.len().max(1)).is_some_and(|rows| {
                let bit = x % 24 / 3;
                y % 32 < 24 && rows[(y % 32 / 3) as usize] >> bit & 1 == 1
            });
            return if ink { [30; 3] } else { [225, 225, 220] };
        }
        let shade = 150 + dx / 20 - dy / 12;
        [shade, shade, shade + 6]
    }
}

fn exif_block(orientation: u8, taken_at: DateTime<FixedOffset>, lat: f64, lon: f64) -> Result<Vec<u8>, exif::Error> {
    let text = |s: &str| Value::Ascii(vec![s.as_bytes().to_vec()]);
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let angle = |degrees: f64| {
        let hundredths = (degrees.abs() * 360_000.0).round() as u32;
        let whole = |num| Rational { num, denom: 1 };
        let seconds = Rational { num: hundredths % 6_000, denom: 100 };
        Value::Rational(vec![whole(hundredths / 360_000), whole(hundredths / 6_000 % 60), seconds])
    };
    let time = taken_at.format("%Y:%m:%d %H:%M:%S").to_string();
    let fields = [
        field(Tag::Make, text("Sample")),
        field(Tag::Model, text("Phone 12")),
        field(Tag::Orientation, Value::Short(vec![orientation.into()])),
        field(Tag::DateTime, text(&time)),
        field(Tag::DateTimeOriginal, text(&time)),
        field(Tag::OffsetTimeOriginal, text(&taken_at.offset().to_string())),
        field(Tag::BodySerialNumber, text(CAMERA_SERIAL)),
        field(Tag::CameraOwnerName, text("A Private Person")),
        field(Tag::MakerNote, Value::Undefined(vec![0x42; 2_000], 0)),
        field(Tag::GPSLatitudeRef, text(if lat < 0.0 { "S" } else { "N" })),
        field(Tag::GPSLatitude, angle(lat)),
        field(Tag::GPSLongitudeRef, text(if lon < 0.0 { "W" } else { "E" })),
        field(Tag::GPSLongitude, angle(lon)),
        field(Tag::GPSAltitudeRef, Value::Byte(vec![0])),
        field(Tag::GPSAltitude, Value::Rational(vec![Rational { num: 5_320, denom: 100 }])),
        field(Tag::GPSProcessingMethod, Value::Undefined(b"ASCII\0\0\0private-network".to_vec(), 0)),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|f| writer.push_field(f));
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, true)?;
    Ok(block.into_inner())
}

/// xorshift64*: noise needs speed, not secrecy.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
}

/// The brightness of a picture file as a camera gives it: width, height, one byte a pixel.
///
/// # Errors
/// As the photo's.
pub fn luma(file: &[u8]) -> Result<(u32, u32, Vec<u8>), crate::PhotoError> {
    crate::photo::decode_luma(file)
}
