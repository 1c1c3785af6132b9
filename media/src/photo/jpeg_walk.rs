//! Walks a JPEG's markers (ITU-T T.81, annex B) from the first to the end-of-image, without decoding.
//!
//! The decoder fills what is missing with grey; a photo cut off by a full disk or a lost connection must be refused instead.
//! Phones append things after the end-of-image (motion pictures, depth, gain maps): those are ignored.

use super::error::PhotoError;
use super::size::check_size;
use std::ops::Range;

/// A progressive picture has about ten scans; each scan costs a pass over all pixels, however few bytes it has.
const MAX_SCANS: u32 = 100;

/// Bytes that belong to no segment and are passed over in front of one, as libjpeg does: some phones leave a few there.
const MAX_STRAY: usize = 1_024;

/// What the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Walk {
    /// What the decoder shall not see, in order: stray bytes between segments, EXIF data behind the first, which other readers do not look at
    /// either, and what an Adobe segment says of the colours where a JFIF one says otherwise.
    pub skip: Vec<Range<usize>>,
    /// Whether three components are RGB and not luma and chroma, as libjpeg decides: JFIF says not, else Adobe says, else the names do.
    pub rgb: bool,
}

/// Checks size limits as soon as the frame header is seen, then that the picture ends.
///
/// A picture without its end-of-image is refused although every pixel may be there: it cannot be told from one that was cut off.
pub(crate) fn walk(bytes: &[u8]) -> Result<Walk, PhotoError> {
    let mut skip: Vec<Range<usize>> = Vec::new();
    let (mut exif_seen, mut jfif_seen) = (false, false);
    let mut adobe: Option<(u8, Range<usize>)> = None;
    let mut rgb = false;
    let mut at = 2; // after the start-of-image
    let mut frame_seen = false;
    let mut scans = 0;
    loop {
        // Fill bytes 0xFF may stand before any marker.
        let start = at;
        let marker = loop {
            match bytes.get(at) {
                None if bytes[start..].iter().any(|b| *b != 0xFF) => {
                    return Err(PhotoError::Damaged("a marker is missing".into()));
                }
                None => return Err(PhotoError::Truncated),
                Some(0xFF) => at += 1,
                Some(&byte) if byte != 0 && at > start && bytes[at - 1] == 0xFF => break byte,
                Some(_) if scans == 0 && at - start < MAX_STRAY => at += 1,
                Some(_) => return Err(PhotoError::Damaged("a marker is missing".into())),
            }
        };
        // Fill bytes go too.
        if at - 1 > start {
            skip.push(start..at - 1);
        }
        at += 1;
        match marker {
            0xD9 if frame_seen && scans > 0 => {
                skip.sort_by_key(|range| range.start);
                return Ok(Walk { skip, rgb });
            }
            0xD9 => return Err(PhotoError::Damaged("there is no picture in it".into())),
            0x01 | 0xD0..=0xD8 => continue, // markers without a length
            _ => {}
        }
        let (Some(&high), Some(&low)) = (bytes.get(at), bytes.get(at + 1)) else { return Err(PhotoError::Truncated) };
        let segment = at + 2;
        at += usize::from(u16::from_be_bytes([high, low])).max(2);
        if at > bytes.len() {
            return Err(PhotoError::Truncated);
        }
        match marker {
            0xE1 if bytes[segment..at].starts_with(b"Exif\0\0") => {
                if exif_seen {
                    skip.push(segment - 4..at);
                }
                exif_seen = true;
            }
            0xE0 if bytes[segment..at].starts_with(b"JFIF\0") => jfif_seen = true,
            0xEE if bytes[segment..at].starts_with(b"Adobe") && at - segment >= 12 => {
                adobe = Some((bytes[segment + 11], segment - 4..at));
            }
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => {
                let Some(&[_, h1, h0, w1, w0]) = bytes.get(segment..segment + 5) else {
                    return Err(PhotoError::Truncated);
                };
                let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
                check_size(width.into(), height.into(), bytes.len())?;
                frame_seen = true;
                let ids = bytes.get(segment + 5).map_or(0, |count| usize::from(*count));
                let ids: Vec<u8> = (0..ids).filter_map(|i| bytes.get(segment + 6 + i * 3).copied()).collect();
                if ids.len() == 3 {
                    rgb = match (&adobe, jfif_seen) {
                        (_, true) => false,
                        (Some((transform, _)), false) => *transform == 0,
                        (None, false) => ids == *b"RGB",
                    };
                    skip.extend(adobe.take().filter(|_| jfif_seen).map(|(_, range)| range));
                }
            }
            0xDA => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(PhotoError::Bomb);
                }
                at = end_of_scan(bytes, at).ok_or(PhotoError::Truncated)?;
            }
            _ => {}
        }
    }
}

/// Where the entropy-coded bytes end: at the first marker that is neither stuffing nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&b| b == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}
