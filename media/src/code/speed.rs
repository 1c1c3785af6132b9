//! How many camera frames a second are looked through, on one core. Run by hand, optimised:
//! `cargo test --release -p fettle-media --lib -- --ignored --nocapture frames_a_second`.

use super::{Luma, Mode, decode_luma};
use crate::photo;
use std::time::{Duration, Instant};
use zxingcpp::BarcodeFormat;

/// What both shells ask the camera for.
const WIDTH: usize = 1280;
const HEIGHT: usize = 720;
/// Light border of a label, in pixels.
const QUIET: usize = 40;

/// A wall with a device and the sensor's noise, cut out of the sample photo.
fn wall() -> Vec<u8> {
    let at = chrono::DateTime::parse_from_rfc3339("2026-03-02T14:05:09+08:00").unwrap();
    let (width, height, luma) =
        photo::decode_luma(&crate::sample::phone_photo(3, 1, at, 30.0, 120.0).unwrap()).unwrap();
    let (left, top) = ((width as usize - WIDTH) / 2, (height as usize - HEIGHT) / 2);
    luma.chunks(width as usize).skip(top).take(HEIGHT).flat_map(|row| &row[left..left + WIDTH]).copied().collect()
}

/// The wall with a label in the middle, where the user holds it, light around the symbol as printed ones are.
fn with(mut frame: Vec<u8>, format: BarcodeFormat, text: &str) -> Vec<u8> {
    let image = zxingcpp::create(format).from_str(text).unwrap().to_image_with(&zxingcpp::write().scale(3)).unwrap();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let left = (WIDTH - width) / 2 - QUIET;
    let top = (HEIGHT - height) / 2 - QUIET;
    for y in top..top + height + 2 * QUIET {
        frame[y * WIDTH + left..][..width + 2 * QUIET].fill(225);
    }
    for (y, row) in image.data().chunks(width).enumerate() {
        let at = (y + top + QUIET) * WIDTH + left + QUIET;
        frame[at..at + row.len()].copy_from_slice(row);
    }
    frame
}

#[test]
#[ignore = "measures, proves nothing"]
fn frames_a_second() {
    let frames = [
        ("no code in sight", wall(), 0),
        ("a label's QR code", with(wall(), BarcodeFormat::QRCode, "https://hub.example/p/7F3K9Q2M"), 1),
        ("a serial in Code 128", with(wall(), BarcodeFormat::Code128, "DS-2CD2T47G2-L-0042"), 1),
        ("a serial in Data Matrix", with(wall(), BarcodeFormat::DataMatrix, "DS-2CD2T47G2-L-0042"), 1),
    ];
    for (name, bytes, codes) in &frames {
        let plane = Luma { width: WIDTH as u32, height: HEIGHT as u32, stride: WIDTH as u32, bytes };
        for mode in [Mode::Fast, Mode::Thorough] {
            let (began, mut looked) = (Instant::now(), 0);
            while began.elapsed() < Duration::from_secs(2) {
                let found = decode_luma(&plane, mode).unwrap().len();
                assert!(found >= *codes, "{name}, {mode:?}");
                looked += 1;
            }
            println!("{name}, {mode:?}: {:.0} frames a second", f64::from(looked) / began.elapsed().as_secs_f64());
        }
    }
}
