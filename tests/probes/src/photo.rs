//! Photos: any file as a camera's or a gallery's.

use fettle_media::{Mode, PhotoOptions, decode_image, process};

/// A picture file. Small outputs, so that most of the time goes to reading.
pub fn photo(data: &[u8]) {
    // The declared size is refused beyond 64 megapixels; below that a decoder may take what it needs, which would be most of a fuzzer's time.
    if pixels(data).is_some_and(|pixels| pixels > 4_000_000) {
        return;
    }
    let options = PhotoOptions {
        max_side: 200,
        thumbnail_side: 40,
        watermark: vec!["LX-1 2026-11-18".into(), "\u{7f}é中".into()],
        ..PhotoOptions::default()
    };
    let codes = decode_image(data, Mode::Fast);
    let photo = match process(data, &options) {
        Ok(photo) => photo,
        Err(refused) => {
            assert!(!refused.code().is_empty());
            return;
        }
    };
    assert!(codes.is_ok(), "what is a photo can be looked at for codes");
    assert!(photo.width.max(photo.height) <= 200 && photo.width > 0 && photo.height > 0);
    assert_eq!(photo.sha256, hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&photo.bytes)));
    assert!(photo.position.is_none_or(|at| at.lat.abs() <= 90.0 && at.lon.abs() <= 180.0));
    // Pictures of a few pixels' height are refused on the way in, so what comes out of a long strip may be too.
    if photo.width.min(photo.height) >= 16 {
        let again = process(&photo.bytes, &options).expect("what was kept is a photo");
        assert_eq!((again.width, again.height), (photo.width, photo.height), "it is upright and small already");
        assert_eq!(again.taken_at, photo.taken_at, "the time is kept");
        let moved = |a: f64, b: f64| (a - b).abs() > 1e-4;
        match (photo.position, again.position) {
            (Some(first), Some(second)) => {
                assert!(!moved(first.lat, second.lat) && !moved(first.lon, second.lon), "{first:?} {second:?}");
            }
            // A place within a foot of where zeros mean that there is none.
            (Some(first), None) => assert!(!moved(first.lat, 0.0) && !moved(first.lon, 0.0), "{first:?}"),
            (None, None) => {}
            (None, Some(second)) => panic!("a place out of nowhere: {second:?}"),
        }
    }
}

/// Width times height as the header of a PNG or a JPEG declares them.
fn pixels(data: &[u8]) -> Option<u64> {
    let word = |at: usize, size: usize| {
        data.get(at..at + size).map(|bytes| bytes.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    if data.starts_with(b"\x89PNG") {
        return word(16, 4)?.checked_mul(word(20, 4)?);
    }
    let frame = |at: &usize| {
        data[*at] == 0xff && matches!(data[at + 1], 0xc0..=0xcf) && !matches!(data[at + 1], 0xc4 | 0xc8 | 0xcc)
    };
    let frames = (0..data.len().saturating_sub(9)).filter(frame);
    frames.filter_map(|at| Some(word(at + 5, 2)? * word(at + 7, 2)?)).max()
}
