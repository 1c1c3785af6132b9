//! Labels are read back by the same reader that scans them on the phone.

use super::{Label, MAX_LINE, MAX_PAYLOAD};
use crate::{Format, Mode, decode_image};
use proptest::prelude::*;

const LINK: &str = "https://fettle.example/e/7K2M-000123";

fn lines(text: &[&str]) -> Vec<String> {
    text.iter().map(|t| (*t).to_owned()).collect()
}

fn code(payload: &str, text: &[String]) -> &'static str {
    match Label::new(payload, text) {
        Ok(_) => "made",
        Err(e) => e.code(),
    }
}

fn read_back(png: &[u8]) -> String {
    let found = decode_image(png, Mode::Fast).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].format, Format::Qr);
    found[0].text.clone()
}

#[test]
fn a_printed_label_is_read_back() {
    let label = Label::new(LINK, &lines(&["Power supply 12 V 5 A", "PN PSU-1205", "SN 000123"])).unwrap();
    for module_px in [2, 3, 8] {
        assert_eq!(read_back(&label.to_png(module_px).unwrap()), LINK);
    }
}

#[test]
fn a_chinese_payload_and_a_label_without_lines_are_read_back() {
    let payload = "设备:杭州西湖派出所 3 号球机";
    assert_eq!(read_back(&Label::new(payload, &[]).unwrap().to_png(4).unwrap()), payload);
}

/// What a reader of another house says, by what the symbol's bytes are.
fn second_reader(png: &[u8]) -> String {
    let image = image::load_from_memory(png).unwrap().into_luma8();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| image[(x as u32, y as u32)].0[0]);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn texts_that_look_like_japanese_are_read_back() {
    for payload in ["监控", "云台摄像机", "东门", "库房", "设备:杭州西湖派出所 3 号球机"] {
        let png = Label::new(payload, &[]).unwrap().to_png(4).unwrap();
        assert_eq!((read_back(&png), second_reader(&png)), (payload.to_owned(), payload.to_owned()));
    }
}

#[test]
fn the_drawn_svg_has_the_same_modules_as_the_png() {
    let label = Label::new(LINK, &lines(&["A"])).unwrap();
    let svg = label.to_svg();
    let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let side = label.side as u32;
    let mut luma = vec![255_u8; (side * side) as usize];
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let length = rest.split('v').next().unwrap();
        let (x, y, length): (u32, u32, u32) = (x.parse().unwrap(), y.parse().unwrap(), length.parse().unwrap());
        for column in x..x + length {
            luma[(y * side + column) as usize] = 0;
        }
    }
    let plane: Vec<u8> = (0..side * 4)
        .flat_map(|y| (0..side * 4).map(move |x| (x, y)))
        .map(|(x, y)| luma[(y / 4 * side + x / 4) as usize])
        .collect();
    let plane = crate::Luma { width: side * 4, height: side * 4, stride: side * 4, bytes: &plane };
    assert_eq!(crate::decode_luma(&plane, Mode::Fast).unwrap()[0].text, LINK);
}

#[test]
fn the_svg_carries_chinese_and_escapes_what_xml_asks_for() {
    let svg = Label::new(LINK, &lines(&["电源模块 <A&B>\u{7}", "", "2 号库"])).unwrap().to_svg();
    assert!(svg.contains(">电源模块 &lt;A&amp;B&gt;</text>"), "{svg}");
    assert!(svg.contains(">2 号库</text>"));
    assert_eq!(svg.matches("<text").count(), 2, "the empty line is dropped");
    assert!(svg.contains("height=\"25mm\""));
}

#[test]
fn lines_are_drawn_inside_the_label_however_long() {
    let long = "W".repeat(MAX_LINE);
    let label = Label::new("X", &lines(&[&long])).unwrap();
    let png = image::load_from_memory(&label.to_png(8).unwrap()).unwrap().into_luma8();
    let dark_right_of = |x: u32| png.enumerate_pixels().filter(|(px, _, p)| *px >= x && p.0[0] < 100).count();
    let side = label.side as u32 * 8;
    assert!(dark_right_of(side) > 500, "no text");
    assert_eq!(dark_right_of(png.width() - 8), 0, "text touches the edge");
}

#[test]
fn each_refusal_has_its_code() {
    assert_eq!(code("", &[]), "label_empty");
    assert_eq!(code(&"x".repeat(MAX_PAYLOAD + 1), &[]), "label_payload_too_long");
    assert_eq!(code(&"x".repeat(MAX_PAYLOAD), &[]), "made");
    assert_eq!(code("x", &lines(&["a", "b", "c", "d"])), "label_lines_too_long");
    assert_eq!(code("x", &["y".repeat(MAX_LINE + 1)]), "label_lines_too_long");
    for size in [0, 41] {
        assert_eq!(Label::new("x", &[]).unwrap().to_png(size).unwrap_err().code(), "label_not_drawn");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_chinese_payload_is_read_back_by_two_readers(payload in "[\u{4E00}-\u{9FA5}]{1,40}", tail in "[A-Z0-9\u{3000}-\u{303F}\u{FF00}-\u{FFEF}]{0,6}") {
        let payload = payload + &tail;
        let png = Label::new(&payload, &[]).unwrap().to_png(4).unwrap();
        prop_assert_eq!(&read_back(&png), &payload);
        prop_assert_eq!(&second_reader(&png), &payload);
    }

    #[test]
    fn any_payload_is_read_back(payload in "[ -~]{1,200}", line in ".{0,40}") {
        let label = Label::new(&payload, &[line]).unwrap();
        prop_assert_eq!(read_back(&label.to_png(4).unwrap()), payload);
        prop_assert!(label.to_svg().ends_with("</svg>"));
    }
}
