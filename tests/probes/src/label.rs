//! Labels: any payload and lines, printed, and the code read back from the print.

use fettle_media::{Format, Label, Mode, decode_image};

/// The first line is the payload, the others are for people.
pub fn label(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (payload, rest) = text.split_once('\n').unwrap_or((text, ""));
    let lines: Vec<String> = rest.split('\n').map(str::to_owned).take(8).collect();
    let Ok(label) = Label::new(payload, &lines) else { return };
    let svg = label.to_svg();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    assert_eq!(svg.matches('<').count(), svg.matches('>').count(), "no text breaks out of its element");
    assert!(!svg.contains("NaN") && !svg.contains("inf\""));
    assert!(label.to_png(0).is_err() && label.to_png(41).is_err());
    let png = label.to_png(4).expect("a label is drawn");
    let found = decode_image(&png, Mode::Thorough).expect("its picture is a picture");
    let qr = found.iter().find(|code| code.format == Format::Qr).expect("its code is found");
    assert_eq!(String::from_utf8_lossy(&qr.bytes), payload, "and says what was asked for");
    // The reader's texts end at a NUL; a mark of byte order is no content.
    if !payload.is_ascii() && !payload.contains(['\0', '\u{FEFF}']) {
        assert_eq!(qr.text, payload, "also as text");
    }
}
