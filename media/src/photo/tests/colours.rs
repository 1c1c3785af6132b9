//! JPEGs of every colour form, held against what Pillow reads in them (`testdata/jpeg/make.py`): decoded right, or refused.

use super::super::decode;
use super::{phone_photo, small_jpeg};
use crate::photo::{PhotoOptions, process};
use std::path::{Path, PathBuf};

/// Decoders round differently, and smooth halved colours in different ways.
const TOLERANCE: u8 = 12;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/jpeg")
}

#[test]
fn every_colour_form_is_decoded_as_pillow_does() {
    let mut seen = 0;
    for file in std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|e| e != "jpg") {
            continue;
        }
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let bytes = std::fs::read(&file).unwrap();
        let right = image::open(file.with_extension("png")).unwrap().into_rgb8();
        let raster = decode::decode(&bytes).unwrap_or_else(|e| panic!("{name}: {e}")).raster;
        assert_eq!((raster.width, raster.height), right.dimensions(), "{name}");
        let mut worst = 0;
        for (pixel, right) in raster.pixels.chunks_exact(4).zip(right.pixels()) {
            assert_eq!(pixel[3], 255, "{name}");
            worst = (0..3).map(|i| pixel[i].abs_diff(right.0[i])).chain([worst]).max().unwrap();
        }
        assert!(worst <= TOLERANCE, "{name}: {worst}");
        // The brightness, in which codes are looked for.
        let (_, _, luma) = decode::decode_luma(&bytes).unwrap();
        let off = luma.iter().zip(right.pixels()).map(|(l, p)| {
            let [r, g, b] = p.0.map(u32::from);
            l.abs_diff(((r * 299 + g * 587 + b * 114) / 1000) as u8)
        });
        assert!(off.max().unwrap() <= TOLERANCE, "{name}");
        seen += 1;
    }
    assert!(seen >= 20, "the pictures are there: {seen}");
}

/// The file with these bytes put in at a place.
fn with(file: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&file[..at], more, &file[at..]].concat()
}

/// Where a marker stands.
fn place_of(file: &[u8], marker: u8) -> usize {
    file.windows(2).position(|pair| pair == [0xFF, marker]).unwrap()
}

#[test]
fn a_jpeg_that_contradicts_itself_about_its_colours_is_refused() {
    // Components named R, G, B of a file that says by its JFIF segment that they are not.
    let mut file = small_jpeg(160, 120);
    let at = place_of(&file, 0xC0);
    for (i, name) in b"RGB".iter().enumerate() {
        file[at + 10 + i * 3] = *name;
    }
    let scan = place_of(&file, 0xDA);
    for (i, name) in b"RGB".iter().enumerate() {
        file[scan + 5 + i * 2] = *name;
    }
    assert!(file[..at].windows(4).any(|four| four == b"JFIF"));
    assert_eq!(process(&file, &PhotoOptions::default()).unwrap_err().code(), "photo_damaged");
}

#[test]
fn stray_bytes_between_segments_are_passed_over() {
    let file = small_jpeg(160, 120);
    let right = process(&file, &PhotoOptions::default()).unwrap();
    for stray in [&[0; 18][..], &[7; 1], &[0xFF, 0x00, 3], &[0x11; 1_000]] {
        let strayed = with(&file, place_of(&file, 0xDB), stray);
        let taken = process(&strayed, &PhotoOptions::default()).unwrap();
        assert_eq!(taken.sha256, right.sha256, "{} bytes", stray.len());
    }
    let much = with(&file, place_of(&file, 0xDB), &[0x11; 5_000]);
    assert_eq!(process(&much, &PhotoOptions::default()).unwrap_err().code(), "photo_damaged");
}

#[test]
fn of_two_exif_segments_the_first_counts() {
    let exif_of = |file: &[u8]| {
        let at = place_of(file, 0xE1);
        let length = usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        file[at..at + 2 + length].to_vec()
    };
    let (turned, upright) = (phone_photo(6), phone_photo(1));
    let both = with(&turned, place_of(&turned, 0xE1) + exif_of(&turned).len(), &exif_of(&upright));
    let [alone, both] = [&turned, &both].map(|file| process(file, &PhotoOptions::default()).unwrap());
    assert!(alone.width < alone.height, "the first says: a quarter turned");
    assert_eq!((both.width, both.height), (alone.width, alone.height));
    assert_eq!(both.taken_at, alone.taken_at);
}

#[test]
fn a_picture_without_its_end_is_refused_though_every_pixel_may_be_there() {
    let file = small_jpeg(160, 120);
    let refused = process(&file[..file.len() - 2], &PhotoOptions::default()).unwrap_err();
    assert_eq!(refused.code(), "photo_truncated");
}

#[test]
fn the_largest_picture_of_a_64_megapixel_phone_is_within_the_limit() {
    use crate::photo::size::check_size;
    for (width, height) in [(9_248, 6_936), (9_280, 6_944)] {
        assert!(check_size(width, height, 20_000_000).is_ok());
    }
    assert_eq!(check_size(12_000, 9_000, 20_000_000).unwrap_err().code(), "photo_too_large");
}
