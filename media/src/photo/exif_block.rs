//! EXIF: reads the orientation, time and place; gives back a block with time, offset and place only.
//!
//! A phone writes much more (maker, serial numbers, owner, an embedded thumbnail that may show what was cropped away). What is
//! written is built again from what was understood, so nothing else can pass. The orientation is dropped because the pixels
//! are turned upright. Tags: CIPA DC-008 (EXIF 2.32).

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use exif::experimental::Writer;
use exif::{Context, Exif, Field, In, Rational, Reader, Tag, Value};
use std::io::Cursor;

/// When the camera says the photo was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAt {
    /// The camera's wall clock.
    pub local: NaiveDateTime,
    /// The clock's offset from UTC, which older phones do not write.
    pub offset: Option<FixedOffset>,
}

impl TakenAt {
    /// The instant, if the camera wrote its offset.
    pub fn utc(&self) -> Option<DateTime<Utc>> {
        let offset = self.offset?;
        Some(self.local.and_local_timezone(offset).single()?.with_timezone(&Utc))
    }
}

/// Where the camera says the photo was taken: WGS 84, degrees, north and east positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lon: f64,
}

/// What was understood of a picture's EXIF data.
pub(crate) struct Facts {
    /// 1 to 8; 1 (upright) when absent or out of range.
    pub orientation: u8,
    pub taken_at: Option<TakenAt>,
    pub position: Option<Position>,
    /// The block to write, without the `Exif\0\0` mark; none if there is nothing to keep.
    pub kept: Option<Vec<u8>>,
}

/// GPS fields that are kept beside latitude and longitude, with the kind and the greatest count of their values.
const KEPT_GPS: [(Tag, Kept); 7] = [
    (Tag::GPSAltitudeRef, Kept::Byte),
    (Tag::GPSAltitude, Kept::Rationals(1)),
    (Tag::GPSTimeStamp, Kept::Rationals(3)),
    (Tag::GPSDateStamp, Kept::Text(10)),
    (Tag::GPSHPositioningError, Kept::Rationals(1)),
    (Tag::GPSImgDirectionRef, Kept::Text(1)),
    (Tag::GPSImgDirection, Kept::Rationals(1)),
];

enum Kept {
    Byte,
    Rationals(usize),
    Text(usize),
}

/// Reads a TIFF block. Broken EXIF never refuses a photo: it only has less to say.
pub(crate) fn read(block: Option<Vec<u8>>) -> Facts {
    let nothing = Facts { orientation: 1, taken_at: None, position: None, kept: None };
    let Some(block) = block else { return nothing };
    let parsed = Reader::new().continue_on_error(true).read_raw(block);
    let exif = match parsed.or_else(|e| e.distill_partial_result(|_| {})) {
        Ok(exif) => exif,
        Err(_) => return nothing,
    };
    let taken_at = taken_at(&exif);
    let position = position(&exif);
    Facts { orientation: orientation(&exif), taken_at, position, kept: kept(&exif, taken_at, position) }
}

fn orientation(exif: &Exif) -> u8 {
    let value = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|f| f.value.get_uint(0));
    value.filter(|v| (1..=8).contains(v)).unwrap_or(1) as u8
}

fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => parts.first().map(Vec::as_slice),
        _ => None,
    }
}

/// The first of original, digitised and changed that holds a real date.
fn taken_at(exif: &Exif) -> Option<TakenAt> {
    let sources = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
        (Tag::DateTime, Tag::OffsetTime),
    ];
    sources.into_iter().find_map(|(time, offset)| {
        let mut parsed = exif::DateTime::from_ascii(text(exif, time)?).ok()?;
        let local = NaiveDate::from_ymd_opt(parsed.year.into(), parsed.month.into(), parsed.day.into())?.and_hms_opt(
            parsed.hour.into(),
            parsed.minute.into(),
            parsed.second.into(),
        )?;
        let minutes = text(exif, offset).and_then(|t| parsed.parse_offset(t).ok().and(parsed.offset));
        let offset = minutes.and_then(|m| FixedOffset::east_opt(i32::from(m) * 60));
        Some(TakenAt { local, offset })
    })
}

fn position(exif: &Exif) -> Option<Position> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S', 90.0)?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W', 180.0)?;
    // Cameras without a fix write zeros; the point off Ghana that they name is open sea.
    (lat != 0.0 || lon != 0.0).then_some(Position { lat, lon })
}

fn degrees(exif: &Exif, value: Tag, reference: Tag, negative: u8, most: f64) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(value, In::PRIMARY)?.value else { return None };
    let [d, m, s] = parts.as_slice() else { return None };
    let size = d.to_f64() + m.to_f64() / 60.0 + s.to_f64() / 3600.0;
    let size = if size.is_finite() && size <= most { size } else { return None };
    let flipped = text(exif, reference)?.first().is_some_and(|c| c.eq_ignore_ascii_case(&negative));
    Some(if flipped { -size } else { size })
}

/// The fields to write back, as a TIFF block.
fn kept(exif: &Exif, taken_at: Option<TakenAt>, position: Option<Position>) -> Option<Vec<u8>> {
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let ascii = |text: String| Value::Ascii(vec![text.into_bytes()]);
    let mut fields = Vec::new();
    if let Some(taken) = taken_at {
        fields.push(field(Tag::DateTimeOriginal, ascii(taken.local.format("%Y:%m:%d %H:%M:%S").to_string())));
        if let Some(offset) = taken.offset {
            fields.push(field(Tag::OffsetTimeOriginal, ascii(offset.to_string())));
        }
    }
    if let Some(Position { lat, lon }) = position {
        fields.push(field(Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0])));
        fields.push(field(Tag::GPSLatitudeRef, ascii(if lat < 0.0 { "S" } else { "N" }.into())));
        fields.push(field(Tag::GPSLatitude, sexagesimal(lat)));
        fields.push(field(Tag::GPSLongitudeRef, ascii(if lon < 0.0 { "W" } else { "E" }.into())));
        fields.push(field(Tag::GPSLongitude, sexagesimal(lon)));
        fields.extend(KEPT_GPS.iter().filter_map(|(tag, kind)| {
            debug_assert_eq!(tag.context(), Context::Gps);
            let value = exif.get_field(*tag, In::PRIMARY).and_then(|f| kind.filter(&f.value))?;
            Some(field(*tag, value))
        }));
    }
    if fields.is_empty() {
        return None;
    }
    let mut writer = Writer::new();
    fields.iter().for_each(|f| writer.push_field(f));
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).ok()?;
    Some(block.into_inner())
}

/// Degrees, minutes and seconds; the seconds to 1/10,000, which is 3 mm.
fn sexagesimal(degrees: f64) -> Value {
    let units = (degrees.abs() * 36_000_000.0).round() as u64;
    let whole = |n: u64| Rational { num: n as u32, denom: 1 };
    let seconds = Rational { num: (units % 600_000) as u32, denom: 10_000 };
    Value::Rational(vec![whole(units / 36_000_000), whole(units / 600_000 % 60), seconds])
}

impl Kept {
    /// The value if it is of the expected kind and size; text only if printable.
    fn filter(&self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Byte, Value::Byte(bytes)) => Some(Value::Byte(vec![*bytes.first()?])),
            (Self::Rationals(most), Value::Rational(parts)) if (1..=*most).contains(&parts.len()) => {
                Some(Value::Rational(parts.clone()))
            }
            (Self::Text(most), Value::Ascii(parts)) => {
                let text = parts.first()?;
                let fits = !text.is_empty() && text.len() <= *most && text.iter().all(u8::is_ascii_graphic);
                fits.then(|| Value::Ascii(vec![text.clone()]))
            }
            _ => None,
        }
    }
}
