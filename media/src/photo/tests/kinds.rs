//! The kinds of JPEG and PNG that cameras, messengers and scanners write.

use super::super::{PhotoOptions, decode, process};
use super::png;
use image::ExtendedColorType;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// 200 by 120 pixels: left half red, right half blue.
fn halves() -> Vec<u8> {
    (0..200 * 120).flat_map(|i| if i % 200 < 100 { [210, 20, 20] } else { [20, 20, 210] }).collect()
}

fn jpeg(set: impl Fn(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    set(&mut encoder);
    encoder.encode(&halves(), 200, 120, ColorType::Rgb).unwrap();
    bytes
}

/// Red and blue of the photo's pixel in the middle of the left half and of the right half.
fn seen(file: &[u8]) -> [(u8, u8); 2] {
    let photo = process(file, &PhotoOptions::default()).unwrap();
    assert_eq!((photo.width, photo.height), (200, 120));
    let raster = decode::decode(&photo.bytes).unwrap().raster;
    [50, 150].map(|x| {
        let at = (60 * 200 + x) * 4;
        (raster.pixels[at], raster.pixels[at + 2])
    })
}

fn is_red_and_blue(seen: [(u8, u8); 2]) -> bool {
    let [(red, low_blue), (low_red, blue)] = seen;
    red > 180 && low_blue < 50 && low_red < 50 && blue > 180
}

#[test]
fn jpegs_of_every_sampling_progressive_and_with_restarts() {
    use SamplingFactor::{F_1_1, F_1_2, F_2_1, F_2_2, F_4_1};
    for sampling in [F_1_1, F_1_2, F_2_1, F_2_2, F_4_1] {
        for progressive in [false, true] {
            for restart in [0, 3] {
                let file = jpeg(|e| {
                    e.set_sampling_factor(sampling);
                    e.set_progressive(progressive);
                    e.set_restart_interval(restart);
                });
                assert!(is_red_and_blue(seen(&file)), "{sampling:?} progressive {progressive} restart {restart}");
            }
        }
    }
}

#[test]
fn a_progressive_jpeg_cut_off_anywhere_is_refused() {
    let file = jpeg(|e| e.set_progressive(true));
    for cut in 4..file.len() {
        let refused = process(&file[..cut], &PhotoOptions::default()).unwrap_err();
        assert_eq!(refused.code(), "photo_truncated", "cut at {cut} of {}", file.len());
    }
}

#[test]
fn a_grey_jpeg_becomes_a_grey_photo() {
    let mut file = Vec::new();
    let grey: Vec<u8> = (0..200 * 120).map(|i| if i % 200 < 100 { 40 } else { 220 }).collect();
    Encoder::new(&mut file, 90).encode(&grey, 200, 120, ColorType::Luma).unwrap();
    let [(dark, also_dark), (light, also_light)] = seen(&file);
    assert!(dark < 60 && also_dark < 60 && light > 200 && also_light > 200);
}

#[test]
fn pngs_of_every_depth() {
    let rgb = halves();
    let wide: Vec<u8> = rgb.iter().flat_map(|b| [*b, *b]).collect();
    assert!(is_red_and_blue(seen(&png(200, 120, &rgb, ExtendedColorType::Rgb8))));
    assert!(is_red_and_blue(seen(&png(200, 120, &wide, ExtendedColorType::Rgb16))));
    let grey: Vec<u8> = rgb.chunks(3).map(|p| p[0]).collect();
    let [(left, _), (right, _)] = seen(&png(200, 120, &grey, ExtendedColorType::L8));
    assert!(left > 180 && right < 50);
}
