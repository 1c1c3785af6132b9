//! Every kind of code, as it lies before a camera. The symbols are drawn by zxing-cpp's writer (zint), not by our label code.

use super::{CodeError, Decoded, Format, Luma, Mode, decode_image, decode_luma, other_reading};
use crate::Gs1;
use proptest::prelude::*;
use zxingcpp::BarcodeFormat;

/// A grey picture: width, height, packed bytes.
struct Picture {
    width: u32,
    height: u32,
    bytes: Vec<u8>,
}

impl Picture {
    fn symbol(format: BarcodeFormat, text: &str, options: &str) -> Self {
        let barcode = zxingcpp::create(format).options(options).from_str(text).unwrap();
        let image = barcode.to_image_with(&zxingcpp::write().scale(4)).unwrap();
        Self { width: image.width() as u32, height: image.height() as u32, bytes: image.data() }.framed()
    }

    /// Laid on a larger light ground, off the middle.
    fn framed(&self) -> Self {
        let (width, height) = (self.width + 90, self.height + 70);
        let mut bytes = vec![230; (width * height) as usize];
        for (y, row) in self.bytes.chunks(self.width as usize).enumerate() {
            let at = (y + 30) * width as usize + 50;
            bytes[at..at + row.len()].copy_from_slice(row);
        }
        Self { width, height, bytes }
    }

    /// A quarter turned clockwise.
    fn turned(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let place = |x: u32, y: u32| self.bytes[((self.height - 1 - x) * self.width + y) as usize];
        let bytes = (0..height).flat_map(|y| (0..width).map(move |x| place(x, y))).collect();
        Self { width, height, bytes }
    }

    fn inverted(&self) -> Self {
        Self { bytes: self.bytes.iter().map(|b| 255 - b).collect(), ..*self }
    }

    fn find(&self, mode: Mode) -> Vec<Decoded> {
        let plane = Luma { width: self.width, height: self.height, stride: self.width, bytes: &self.bytes };
        decode_luma(&plane, mode).unwrap()
    }

    /// As a camera gives it: every row padded with noise to `stride`, the last row not.
    fn padded(&self, stride: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for row in self.bytes.chunks(self.width as usize) {
            bytes.extend_from_slice(row);
            bytes.extend((row.len()..stride).map(|x| (x * 97 % 256) as u8));
        }
        bytes.truncate(stride * (self.height as usize - 1) + self.width as usize);
        bytes
    }
}

const SYMBOLS: [(BarcodeFormat, Format, &str); 6] = [
    (BarcodeFormat::QRCode, Format::Qr, "HTTPS://FETTLE.EXAMPLE/E/7K2M-000123"),
    (BarcodeFormat::DataMatrix, Format::DataMatrix, "PSU-1205/000123"),
    (BarcodeFormat::Code128, Format::Code128, "SN-000123-ab"),
    (BarcodeFormat::Code39, Format::Code39, "CAM-7 B"),
    (BarcodeFormat::EAN13, Format::Ean13, "4006381333931"),
    (BarcodeFormat::EAN8, Format::Ean8, "96385074"),
];

#[test]
fn every_kind_is_read_in_both_modes() {
    for (kind, format, text) in SYMBOLS {
        for mode in [Mode::Fast, Mode::Thorough] {
            let found = Picture::symbol(kind, text, "").find(mode);
            assert_eq!(found.len(), 1, "{format:?} {mode:?}: {found:?}");
            assert_eq!((found[0].format, found[0].text.as_str()), (format, text));
            assert_eq!(found[0].bytes, text.as_bytes());
            assert!(!found[0].gs1);
        }
    }
}

#[test]
fn the_thorough_mode_also_reads_turned_codes_and_matrix_codes_light_on_dark() {
    for (kind, format, text) in SYMBOLS {
        let picture = Picture::symbol(kind, text, "");
        let mut changed = vec![picture.turned()];
        if matches!(format, Format::Qr | Format::DataMatrix) {
            changed.push(picture.inverted());
        }
        for changed in changed {
            let found = changed.find(Mode::Thorough);
            assert_eq!(found.len(), 1, "{format:?}");
            assert_eq!(found[0].text, text);
        }
    }
}

#[test]
fn corners_say_where_the_code_is() {
    let found = Picture::symbol(BarcodeFormat::QRCode, "CORNERS", "").find(Mode::Fast);
    let [top_left, top_right, bottom_right, bottom_left] = found[0].corners;
    assert!((50..110).contains(&top_left.0) && (30..90).contains(&top_left.1), "{top_left:?}");
    assert!(top_right.0 > top_left.0 + 50 && (top_right.1 - top_left.1).abs() < 4);
    assert!(bottom_left.1 > top_left.1 + 50 && (bottom_left.0 - top_left.0).abs() < 4);
    assert!((bottom_right.0 - top_right.0).abs() < 6 && (bottom_right.1 - bottom_left.1).abs() < 6);
}

#[test]
fn strided_planes_are_read_whatever_their_padding_holds() {
    for (kind, _, text) in SYMBOLS {
        let picture = Picture::symbol(kind, text, "");
        for padding in [1, 13, 64] {
            let stride = picture.width + padding;
            let bytes = picture.padded(stride as usize);
            let plane = Luma { width: picture.width, height: picture.height, stride, bytes: &bytes };
            let found = decode_luma(&plane, Mode::Fast).unwrap();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].text, text, "stride {stride}");
            let corners_inside = found[0].corners.iter().all(|(x, _)| (0..=picture.width as i32).contains(x));
            assert!(corners_inside, "{:?}", found[0].corners);
        }
    }
}

#[test]
fn measures_that_contradict_each_other_are_refused() {
    let bytes = vec![255; 100 * 100];
    let refused = |width, height, stride, length: usize| {
        let plane = Luma { width, height, stride, bytes: &bytes[..length] };
        decode_luma(&plane, Mode::Fast).err().map(|e| e.code())
    };
    for (width, height, stride, length) in [
        (0, 10, 10, 100),
        (10, 0, 10, 100),
        (10, 10, 9, 100),
        (10, 10, 10, 99),
        (100, 100, 101, 10_000),
        (u32::MAX, u32::MAX, u32::MAX, 10_000),
        (17_000, 1, 17_000, 10_000),
    ] {
        assert_eq!(
            refused(width, height, stride, length),
            Some("luma_size_mismatch"),
            "{width} {height} {stride} {length}"
        );
    }
    assert_eq!(refused(10, 10, 10, 100), None);
    assert_eq!(refused(10, 10, 20, 190), None, "the last row may lack its padding");
}

#[test]
fn several_codes_in_one_picture_are_all_found() {
    let (a, b) =
        (Picture::symbol(BarcodeFormat::QRCode, "FIRST", ""), Picture::symbol(BarcodeFormat::DataMatrix, "SECOND", ""));
    let width = a.width.max(b.width);
    let mut bytes = Vec::new();
    for picture in [&a, &b] {
        for row in picture.bytes.chunks(picture.width as usize) {
            bytes.extend_from_slice(row);
            bytes.resize(bytes.len() + (width - picture.width) as usize, 230);
        }
    }
    let both = Picture { width, height: a.height + b.height, bytes };
    let mut texts: Vec<String> = both.find(Mode::Thorough).into_iter().map(|d| d.text).collect();
    texts.sort();
    assert_eq!(texts, ["FIRST", "SECOND"]);
}

#[test]
fn gs1_symbols_say_so_and_their_text_is_parsed() {
    for kind in [BarcodeFormat::DataMatrix, BarcodeFormat::Code128, BarcodeFormat::QRCode] {
        let picture = Picture::symbol(kind, "(01)09506000134352(10)AB12(21)SER7", "gs1");
        let found = picture.find(Mode::Fast);
        assert_eq!(found.len(), 1, "{kind:?}");
        assert!(found[0].gs1, "{kind:?}");
        assert!(found[0].text.contains('\u{1D}'), "{:?}", found[0].text);
        let read = Gs1::parse(&found[0].text, 2026).unwrap();
        assert_eq!(read.gtin.as_deref(), Some("09506000134352"));
        assert_eq!((read.batch.as_deref(), read.serial.as_deref()), (Some("AB12"), Some("SER7")));
    }
}

fn fixture(name: &str) -> Vec<Decoded> {
    let file = std::fs::read(format!("{}/testdata/codes/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    decode_image(&file, Mode::Thorough).unwrap()
}

#[test]
fn code_39_is_read_as_printed() {
    let printed = [
        "PTZ003", "321269", "SN/A1", "DS/B", "PSU+A", "DS/A1234", "X$M5", "AB%C99", "2222/F1", "CAM-7 B", "A1",
        "PN-12+B7",
    ];
    for text in printed {
        for mode in [Mode::Fast, Mode::Thorough] {
            let found = Picture::symbol(BarcodeFormat::Code39, text, "").find(mode);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].text.as_str(), found[0].format), (text, Format::Code39), "{}", found[0].symbology);
        }
    }
    // Six characters that the reader takes for a medicine, and the same number as it stands.
    for text in ["A731873283", "A102795465"] {
        assert_eq!(Picture::symbol(BarcodeFormat::Code39, text, "").find(Mode::Fast)[0].text, text);
    }
    assert_eq!(other_reading("PTZ003").as_deref(), Some("A731873283"));
    assert_eq!(other_reading("DS/A1234").as_deref(), Some("DS!1234"));
    assert_eq!(other_reading("CAM-7 B"), None);
}

#[test]
fn labels_in_code_39_of_other_makers_are_read_as_printed() {
    for (file, text) in [
        ("2222_slash_F1.png", "2222/F1"),
        ("AB_pct_C99.png", "AB%C99"),
        ("DS_slash_A1234.png", "DS/A1234"),
        ("PN-12_plus_B7.png", "PN-12+B7"),
        ("REV_plus_A.png", "REV+A"),
        ("SN-001234.png", "SN-001234"),
        ("X_dollar_M5.png", "X$M5"),
    ] {
        assert_eq!(fixture(file)[0].text, text);
    }
}

#[test]
fn labels_in_gb_18030_are_read_as_chinese() {
    let labels = ["调压柜_3253", "摄像机01", "机房A列1柜", "一号楼", "UPS主机"];
    for (i, text) in labels.into_iter().enumerate() {
        let found = fixture(&format!("gbk-{i}.png"));
        assert_eq!((found[0].text.as_str(), found[0].eci), (text, false));
    }
}

#[test]
fn bytes_without_a_character_set_are_utf_8_or_gb_18030_or_what_the_reader_guesses() {
    let read = |bytes: &[u8]| super::bytes::text(bytes);
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for text in ["云台", "朱镕基配电房", "云台摄像机", "（3）号库", "UPS主机"] {
        assert_eq!(read(&gb(text)).as_deref(), Some(text));
        assert_eq!(read(text.as_bytes()).as_deref(), Some(text));
    }
    assert_eq!(read("\u{FEFF}门".as_bytes()).as_deref(), Some("门"), "a mark of byte order is no content");
    // Western European words, and a Japanese one in half-width letters of an odd number.
    for guess in [&b"M\xFCller"[..], b"caf\xE9 5", b"\xB6\xD2\xD7", b"\xFF\xFE", b"\x80", b"PLAIN"] {
        assert_eq!(read(guess), None, "{guess:?}");
    }
}

#[test]
fn the_symbol_says_what_it_is() {
    let said =
        |kind, text: &str, options: &str| Picture::symbol(kind, text, options).find(Mode::Fast)[0].symbology.clone();
    assert_eq!(said(BarcodeFormat::Code128, "2112345678", ""), "]C0");
    assert_eq!(said(BarcodeFormat::Code128, "(21)12345678", "gs1"), "]C1");
    assert_eq!(said(BarcodeFormat::DataMatrix, "(21)12345678", "gs1"), "]d2");
    assert_eq!(said(BarcodeFormat::QRCode, "(21)12345678", "gs1"), "]Q3");
    assert_eq!(said(BarcodeFormat::EAN13, "4006381333931", ""), "]E0");
    assert_eq!(said(BarcodeFormat::EAN8, "96385074", ""), "]E4");
}

#[test]
fn an_american_upc_is_given_with_its_leading_zero() {
    let found = Picture::symbol(BarcodeFormat::UPCA, "614141123452", "").find(Mode::Fast);
    assert_eq!((found[0].format, found[0].text.as_str()), (Format::Ean13, "0614141123452"));
}

#[test]
fn codes_are_read_from_jpeg_and_png_files() {
    let picture = Picture::symbol(BarcodeFormat::DataMatrix, "FROM-A-FILE", "");
    let grey = image::GrayImage::from_raw(picture.width, picture.height, picture.bytes.clone()).unwrap();
    let mut png = std::io::Cursor::new(Vec::new());
    grey.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let mut jpeg = Vec::new();
    let (width, height) = (picture.width as u16, picture.height as u16);
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 85);
    encoder.encode(&picture.bytes, width, height, jpeg_encoder::ColorType::Luma).unwrap();
    for file in [png.into_inner(), jpeg] {
        assert_eq!(decode_image(&file, Mode::Thorough).unwrap()[0].text, "FROM-A-FILE");
    }
}

#[test]
fn a_code_in_a_phones_photo_that_lies_on_its_side_is_found() {
    let label = crate::Label::new("ON-THE-CAMERA", &[]).unwrap().to_png(12).unwrap();
    let label = image::load_from_memory(&label).unwrap().into_rgb8();
    let taken_at = chrono::DateTime::parse_from_rfc3339("2026-03-02T14:05:09+08:00").unwrap();
    let photo = crate::sample::phone_photo(5, 1, taken_at, 30.0, 120.0).unwrap();
    let raster = image_of(&photo);
    let mut scene = image::RgbImage::from_raw(raster.0, raster.1, raster.2).unwrap();
    image::imageops::overlay(&mut scene, &image::imageops::rotate90(&label), 1_500, 2_300);
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 80);
    encoder.encode(&scene, raster.0 as u16, raster.1 as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    let found = decode_image(&jpeg, Mode::Thorough).unwrap();
    assert!(found.iter().any(|d| d.text == "ON-THE-CAMERA"), "{found:?}");
}

fn image_of(jpeg: &[u8]) -> (u32, u32, Vec<u8>) {
    let (width, height, luma) = crate::photo::decode_luma(jpeg).unwrap();
    (width, height, luma.into_iter().flat_map(|l| [l; 3]).collect())
}

#[test]
fn a_picture_without_a_code_gives_nothing_and_a_bad_file_its_own_code() {
    let blank = Picture { width: 640, height: 480, bytes: vec![200; 640 * 480] };
    assert_eq!(blank.find(Mode::Thorough), []);
    let refused = decode_image(b"not a picture", Mode::Fast).unwrap_err();
    assert_eq!(refused.code(), "photo_not_an_image");
    assert!(matches!(refused, CodeError::Picture(_)));
}

/// Four characters have as many bars and spaces as an EAN-13.
#[test]
fn four_characters_in_code_39_are_no_retail_code_and_a_retail_code_stays_one() {
    for text in ["UR+Z", "A1B2", "PSU1", "1234"] {
        for mode in [Mode::Fast, Mode::Thorough] {
            let found = Picture::symbol(BarcodeFormat::Code39, text, "").find(mode);
            let told: Vec<_> = found.iter().map(|code| (code.format, code.text.as_str())).collect();
            assert_eq!(told, [(Format::Code39, text)]);
        }
    }
    let found = Picture::symbol(BarcodeFormat::EAN13, "6901234567892", "").find(Mode::Thorough);
    let told: Vec<_> = found.iter().map(|code| (code.format, code.text.as_str())).collect();
    assert_eq!(told, [(Format::Ean13, "6901234567892")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_label_in_code_39_is_read_as_printed(text in "[A-Z0-9$/+%. -]{0,9}[A-Z0-9]") {
        // Pairs that say a digit, a hyphen or a point are told apart from it by nothing but their length, DEL is said by four of them.
        let twofold = ["/M", "/N"].iter().any(|p| text.contains(p)) || text.as_bytes().windows(2).any(|p| {
            matches!(p, [b'/', b'P'..=b'Y'] | [b'%', b'T' | b'U' | b'X'..=b'Z'] | [b'/', b'O' | b'Z'])
        });
        prop_assume!(!twofold && !text.starts_with(' '));
        let found = Picture::symbol(BarcodeFormat::Code39, &text, "").find(Mode::Fast);
        prop_assert_eq!(&found[0].text, &text, "{}", found[0].symbology);
    }

    #[test]
    fn noise_and_odd_measures_never_panic(
        width in 0..70_u32,
        height in 0..70_u32,
        padding in -2..9_i32,
        bytes in prop::collection::vec(any::<u8>(), 0..5_000),
    ) {
        let stride = width.saturating_add_signed(padding);
        for mode in [Mode::Fast, Mode::Thorough] {
            let _ = decode_luma(&Luma { width, height, stride, bytes: &bytes }, mode);
        }
    }
}
