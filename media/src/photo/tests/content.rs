//! What comes out: upright, reduced, with time and place and nothing private.

use super::super::{PhotoOptions, decode, process, said};
use super::{phone_photo, png, small_jpeg, taken_at};
use crate::raster::Raster;
use crate::sample::{CAMERA_SERIAL, MARK, MARK_COLOURS};
use crate::signature::Stroke;
use exif::{In, Reader, Tag};
use sha2::{Digest, Sha256};

fn colour_at(raster: &Raster, x: u32, y: u32) -> [u8; 3] {
    let at = (y as usize * raster.width as usize + x as usize) * 4;
    [raster.pixels[at], raster.pixels[at + 1], raster.pixels[at + 2]]
}

/// Whether the sample's four marks stand in the right corners.
fn marks_in_place(jpeg: &[u8]) -> bool {
    let raster = decode::decode(jpeg).unwrap().raster;
    let middle = (raster.width.min(raster.height) as f32 * MARK / 2.0) as u32;
    let (right, bottom) = (raster.width - 1 - middle, raster.height - 1 - middle);
    let corners = [(middle, middle), (right, middle), (middle, bottom), (right, bottom)];
    corners.into_iter().zip(MARK_COLOURS).all(|((x, y), expected)| {
        colour_at(&raster, x, y).into_iter().zip(expected).all(|(is, should)| is.abs_diff(should) < 25)
    })
}

#[test]
fn all_eight_orientations_come_out_upright_with_their_thumbnail() {
    for orientation in 1..=8 {
        let photo = process(&phone_photo(orientation), &PhotoOptions::default()).unwrap();
        let expected = if orientation >= 5 { (1_500, 2_000) } else { (2_000, 1_500) };
        assert_eq!((photo.width, photo.height), expected, "orientation {orientation}");
        assert!(marks_in_place(&photo.bytes), "photo of orientation {orientation}");
        assert!(marks_in_place(&photo.thumbnail), "thumbnail of orientation {orientation}");
        let thumbnail = decode::decode(&photo.thumbnail).unwrap().raster;
        assert_eq!(thumbnail.width.max(thumbnail.height), 320);
        // What was made is upright for every viewer: making it again changes nothing.
        let again = process(&photo.bytes, &PhotoOptions::default()).unwrap();
        assert_eq!((again.width, again.height), expected);
        assert_eq!((again.taken_at, again.position), (photo.taken_at, photo.position));
    }
}

#[test]
fn a_wrong_orientation_would_be_noticed() {
    let sideways = decode::decode(&phone_photo(6)).unwrap().raster;
    let jpeg = super::super::encode::jpeg(&sideways, 80, None, None).unwrap();
    assert!(!marks_in_place(&jpeg));
}

#[test]
fn time_place_and_hash_are_given() {
    let photo = process(&phone_photo(6), &PhotoOptions::default()).unwrap();
    let taken = photo.taken_at.unwrap();
    assert_eq!(taken.local, taken_at().naive_local());
    assert_eq!(taken.utc().unwrap(), taken_at());
    let position = photo.position.unwrap();
    assert!((position.lat - 30.274_1).abs() < 1e-5 && (position.lon - 120.155_1).abs() < 1e-5);
    assert_eq!(photo.sha256, hex::encode(Sha256::digest(&photo.bytes)));
    assert!((100_000..1_200_000).contains(&photo.bytes.len()), "{} bytes", photo.bytes.len());
    assert!(photo.thumbnail.len() < 40_000, "{} bytes", photo.thumbnail.len());
}

#[test]
fn southern_and_western_places_keep_their_sign() {
    let file = crate::sample::phone_photo(3, 1, taken_at(), -33.856_8, -70.648_3).unwrap();
    let first = process(&file, &PhotoOptions { max_side: 200, ..PhotoOptions::default() }).unwrap();
    let second = process(&first.bytes, &PhotoOptions::default()).unwrap();
    for position in [first.position.unwrap(), second.position.unwrap()] {
        assert!((position.lat + 33.856_8).abs() < 1e-5 && (position.lon + 70.648_3).abs() < 1e-5);
    }
}

#[test]
fn only_time_offset_and_place_survive() {
    let file = phone_photo(8);
    let contains = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    assert!(contains(&file, CAMERA_SERIAL), "the sample must hold what has to vanish");
    let photo = process(&file, &PhotoOptions::default()).unwrap();
    for private in [CAMERA_SERIAL, "A Private Person", "Phone 12", "private-network", "BBBBBBBB"] {
        assert!(contains(&file, private));
        assert!(!contains(&photo.bytes, private) && !contains(&photo.thumbnail, private), "{private} survived");
    }
    let exif = Reader::new().read_from_container(&mut std::io::Cursor::new(&photo.bytes)).unwrap();
    let allowed = [
        Tag::DateTimeOriginal,
        Tag::OffsetTimeOriginal,
        Tag::GPSVersionID,
        Tag::GPSLatitude,
        Tag::GPSLatitudeRef,
        Tag::GPSLongitude,
        Tag::GPSLongitudeRef,
        Tag::GPSAltitude,
        Tag::GPSAltitudeRef,
    ];
    let found: Vec<Tag> = exif.fields().map(|f| f.tag).collect();
    assert_eq!(found.len(), allowed.len(), "{found:?}");
    assert!(found.iter().all(|t| allowed.contains(t)), "{found:?}");
    assert!(exif.get_field(Tag::Orientation, In::PRIMARY).is_none());
}

#[test]
fn a_watermark_changes_the_lower_left_corner_only() {
    let file = phone_photo(1);
    let plain = process(&file, &PhotoOptions::default()).unwrap();
    let watermark = vec!["2026-03-02 14:05 +08:00".into(), "30.27410 N 120.15510 E".into(), "Job A7-0012".into()];
    let marked = process(&file, &PhotoOptions { watermark, ..PhotoOptions::default() }).unwrap();
    assert_eq!(plain.thumbnail, marked.thumbnail);
    assert_ne!(plain.sha256, marked.sha256);
    let (plain, marked) = (decode::decode(&plain.bytes).unwrap().raster, decode::decode(&marked.bytes).unwrap().raster);
    let mean_change = |left: u32, top: u32| {
        let places = (top..top + 150).flat_map(|y| (left..left + 300).map(move |x| (x, y)));
        let sum: u32 =
            places.map(|(x, y)| u32::from(colour_at(&plain, x, y)[1].abs_diff(colour_at(&marked, x, y)[1]))).sum();
        sum / (150 * 300)
    };
    assert!(mean_change(150, 1_500 - 160) > 30, "no watermark where it should be");
    assert_eq!(mean_change(0, 0), 0);
    assert_eq!(mean_change(1_700, 1_300), 0);
    let white = (60..900).flat_map(|x| (1_320..1_500).map(move |y| (x, y)));
    let white = white.filter(|(x, y)| colour_at(&marked, *x, *y).iter().all(|c| *c > 230)).count();
    assert!(white > 2_000, "the text is not white: {white} pixels");
}

#[test]
fn marks_are_drawn_where_they_were_and_nowhere_else() {
    let stroke = |points: &[(f64, f64)]| Stroke { points: points.iter().map(|p| (p.0, p.1, 0).into()).collect() };
    // Orientation 6: the file lies on its side, the marks are of the upright picture.
    for orientation in [1, 6] {
        let file = phone_photo(orientation);
        let plain = process(&file, &PhotoOptions::default()).unwrap();
        let marks = vec![stroke(&[(0.2, 0.3), (0.6, 0.3)]), stroke(&[(0.8, 0.8)])];
        let marked = process(&file, &PhotoOptions { marks, ..PhotoOptions::default() }).unwrap();
        assert_ne!(plain.thumbnail, marked.thumbnail, "the list shows the marks too");
        let (plain, marked) =
            (decode::decode(&plain.bytes).unwrap().raster, decode::decode(&marked.bytes).unwrap().raster);
        let at = |x: f64, y: f64| ((f64::from(marked.width) * x) as u32, (f64::from(marked.height) * y) as u32);
        let red = |(x, y): (u32, u32)| matches!(colour_at(&marked, x, y), [190..=255, ..=90, ..=90]);
        assert!([(0.2, 0.3), (0.4, 0.3), (0.6, 0.3), (0.8, 0.8)].iter().all(|(x, y)| red(at(*x, *y))), "{orientation}");
        for (x, y) in [(0.4, 0.4), (0.1, 0.3), (0.7, 0.3), (0.8, 0.7), (0.3, 0.6)] {
            let (x, y) = at(x, y);
            assert_eq!(colour_at(&plain, x, y), colour_at(&marked, x, y), "{orientation}: {x} {y}");
        }
    }
}

#[test]
fn a_watermark_fits_even_a_narrow_picture_and_foreign_letters() {
    let watermark = vec!["岗岗岗 long line of a watermark that is wider than the picture".into(); 9];
    let photo = process(&small_jpeg(64, 40), &PhotoOptions { watermark, ..PhotoOptions::default() }).unwrap();
    assert_eq!((photo.width, photo.height), (64, 40));
}

#[test]
fn a_small_picture_is_not_enlarged_and_has_no_exif() {
    let photo = process(&small_jpeg(100, 50), &PhotoOptions::default()).unwrap();
    assert_eq!((photo.width, photo.height), (100, 50));
    assert_eq!((photo.taken_at, photo.position), (None, None));
    assert!(decode::decode(&photo.bytes).unwrap().exif.is_none());
}

#[test]
fn a_very_long_picture_keeps_at_least_one_pixel() {
    let photo = process(&small_jpeg(9_000, 16), &PhotoOptions { max_side: 200, ..PhotoOptions::default() }).unwrap();
    assert_eq!((photo.width, photo.height), (200, 1));
}

#[test]
fn a_png_is_taken_and_its_transparency_becomes_white_paper() {
    let pixels: Vec<u8> =
        (0..64 * 32).flat_map(|i| if i % 64 < 32 { [200, 0, 0, 255] } else { [0, 0, 0, 0] }).collect();
    let photo = process(&png(64, 32, &pixels, image::ExtendedColorType::Rgba8), &PhotoOptions::default()).unwrap();
    let raster = decode::decode(&photo.bytes).unwrap().raster;
    assert!(colour_at(&raster, 8, 16)[0] > 180 && colour_at(&raster, 8, 16)[1] < 30);
    assert!(colour_at(&raster, 56, 16).iter().all(|c| *c > 240));
}

#[test]
fn the_colour_profile_is_kept_if_it_is_for_rgb() {
    let raster = Raster::filled(64, 64, [90, 90, 90]);
    let profile = |space: &[u8; 4]| {
        let mut bytes = vec![7; 540];
        bytes[16..20].copy_from_slice(space);
        bytes
    };
    for (space, kept) in [(b"RGB ", true), (b"CMYK", false)] {
        let file = super::super::encode::jpeg(&raster, 80, None, Some(&profile(space))).unwrap();
        let photo = process(&file, &PhotoOptions::default()).unwrap();
        assert_eq!(decode::decode(&photo.bytes).unwrap().profile.is_some(), kept);
    }
}

#[test]
fn what_phones_append_after_the_picture_is_ignored() {
    let mut file = small_jpeg(64, 64);
    file.extend_from_slice(b"\0\0\0\x18ftypmp42 a motion picture");
    let photo = process(&file, &PhotoOptions::default()).unwrap();
    assert_eq!((photo.width, photo.height), (64, 64));
    assert!(!photo.bytes.windows(4).any(|w| w == b"ftyp"));
}

#[test]
fn a_file_says_when_and_where_without_being_decoded_as_the_photo_does() {
    let file = phone_photo(6);
    let photo = process(&file, &PhotoOptions::default()).unwrap();
    assert_eq!(said(&file).unwrap(), (photo.taken_at, photo.position));
    assert!(photo.taken_at.is_some() && photo.position.is_some());
    assert_eq!(said(&small_jpeg(64, 64)).unwrap(), (None, None));
    assert!(said(b"no picture").is_err());
    let white = png(64, 32, &[255; 64 * 32 * 4], image::ExtendedColorType::Rgba8);
    assert_eq!(said(&white).unwrap(), (None, None));
}
