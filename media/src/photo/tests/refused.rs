//! What is refused, each with its code, quickly and without a large allocation.

use super::super::{PhotoOptions, limits, process};
use super::{phone_photo, png, small_jpeg};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn code(file: &[u8]) -> &'static str {
    match process(file, &PhotoOptions::default()) {
        Ok(_) => "taken",
        Err(e) => e.code(),
    }
}

/// The same JPEG with another size written into its frame header.
fn with_size(mut jpeg: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let at = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    jpeg[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// A whole PNG that claims a size, with the given compressed data.
fn claimed_png(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(16, 16, &[0; 256], image::ExtendedColorType::L8);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
    })
}

#[test]
fn what_is_not_an_image() {
    for file in
        [&b""[..], b"hello", b"%PDF-1.7", b"GIF89a\x01\0\x01\0", b"\0\0\0\x18ftypheic", &[0xFF, 0xD8], &[0xFF; 64]]
    {
        assert_eq!(code(file), "photo_not_an_image", "{file:?}");
    }
    let mut no_header = png(16, 16, &[0; 256], image::ExtendedColorType::L8);
    no_header[12..16].copy_from_slice(b"tEXt");
    assert_eq!(code(&no_header), "photo_not_an_image");
}

#[test]
fn a_photo_cut_off_anywhere_is_refused() {
    let file = phone_photo(1);
    for cut in
        [4, 20, 300, 700, file.len() / 100, file.len() / 2, file.len() * 99 / 100, file.len() - 2, file.len() - 1]
    {
        assert_eq!(code(&file[..cut]), "photo_truncated", "cut at {cut} of {}", file.len());
    }
    assert_eq!(code(&file), "taken");
}

#[test]
fn a_png_cut_off_anywhere_is_refused() {
    let pixels: Vec<u8> = (0..200 * 200 * 3).map(|i: u32| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let file = png(200, 200, &pixels, image::ExtendedColorType::Rgb8);
    for cut in [9, 23, 30, 50, file.len() / 2, file.len() - 13, file.len() - 1] {
        assert_eq!(code(&file[..cut]), "photo_truncated", "cut at {cut} of {}", file.len());
    }
    assert_eq!(code(&file), "taken");
}

#[test]
fn a_damaged_png_is_refused() {
    let mut file = png(64, 64, &[9; 64 * 64], image::ExtendedColorType::L8);
    let at = file.windows(4).position(|w| w == b"IDAT").unwrap();
    file[at + 6] ^= 0xFF;
    assert_eq!(code(&file), "photo_damaged");
}

#[test]
fn a_jpeg_without_a_picture_is_refused() {
    assert_eq!(code(&[0xFF, 0xD8, 0xFF, 0xD9]), "photo_damaged");
    assert_eq!(code(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 7, 7]), "photo_damaged");
}

#[test]
fn one_pixel_is_too_small() {
    assert_eq!(code(&small_jpeg(1, 1)), "photo_too_small");
    assert_eq!(code(&small_jpeg(640, 15)), "photo_too_small");
    assert_eq!(code(&small_jpeg(16, 16)), "taken");
    assert_eq!(code(&png(1, 1, &[0], image::ExtendedColorType::L8)), "photo_too_small");
}

#[test]
fn two_hundred_megapixels_are_too_large_and_are_not_decoded() {
    let file = with_size(phone_photo(1), 16_320, 12_240);
    let start = Instant::now();
    assert_eq!(code(&file), "photo_too_large");
    assert!(start.elapsed() < Duration::from_millis(200));
}

#[test]
fn few_bytes_that_claim_a_huge_picture_are_a_bomb() {
    let start = Instant::now();
    assert_eq!(code(&claimed_png(60_000, 60_000)), "photo_bomb");
    assert_eq!(code(&claimed_png(u32::MAX, u32::MAX)), "photo_bomb");
    assert_eq!(code(&with_size(small_jpeg(64, 64), 65_535, 65_535)), "photo_bomb");
    assert!(start.elapsed() < Duration::from_millis(200));
}

#[test]
fn a_real_png_bomb_is_refused() {
    // 20,000 by 20,000 white pixels of one bit: 50 MB that compress to 50 KB, and 1.6 GB as RGBA.
    let (width, height) = (20_000_u32, 20_000_u32);
    let mut raw = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut raw, width, height);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder.set_depth(::png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0xFF; (width / 8 * height) as usize]).unwrap();
    writer.finish().unwrap();
    assert!(raw.len() < 200_000);
    assert_eq!(code(&raw), "photo_bomb");
}

#[test]
fn endless_scans_are_a_bomb() {
    let file = small_jpeg(64, 64);
    let scan = file.windows(2).position(|w| w == [0xFF, 0xDA]).unwrap();
    let mut many = file[..scan].to_vec();
    for _ in 0..200 {
        many.extend_from_slice(&file[scan..file.len() - 2]);
    }
    many.extend_from_slice(&[0xFF, 0xD9]);
    assert_eq!(code(&many), "photo_bomb");
}

#[test]
fn a_file_over_forty_megabytes_is_refused() {
    let mut file = small_jpeg(64, 64);
    file.resize(limits::MAX_BYTES + 1, 0);
    assert_eq!(code(&file), "photo_file_too_large");
}

#[test]
fn broken_exif_does_not_refuse_a_photo() {
    let raster = crate::raster::Raster::filled(64, 64, [9, 99, 199]);
    for block in [&b"II*\0\xFF\xFF\xFF\xFF"[..], b"garbage", b"MM\0*\0\0\0\x08\0\x09\x01"] {
        let file = super::super::encode::jpeg(&raster, 80, Some(block), None).unwrap();
        assert_eq!(code(&file), "taken");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), start in 0..3) {
        let start: &[u8] = [&b""[..], &[0xFF, 0xD8, 0xFF], b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"][start as usize];
        let file = [start, &bytes].concat();
        prop_assert_ne!(code(&file), "photo_not_written");
    }

    #[test]
    fn a_changed_byte_never_panics(at in 0.0..1.0_f64, to in any::<u8>()) {
        for mut file in [small_jpeg(48, 32), png(48, 32, &[7; 48 * 32], image::ExtendedColorType::L8)] {
            let place = (at * file.len() as f64) as usize;
            file[place] = to;
            prop_assert_ne!(code(&file), "photo_not_written");
        }
    }

    #[test]
    fn arbitrary_exif_never_panics(block in prop::collection::vec(any::<u8>(), 0..400)) {
        let block = [&b"II*\0\x08\0\0\0"[..], &block].concat();
        let facts = super::super::exif_block::read(Some(block));
        prop_assert!((1..=8).contains(&facts.orientation));
    }
}
