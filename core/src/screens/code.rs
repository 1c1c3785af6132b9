//! What a scanned text may mean: an enrolment link, GS1 content, or a plain code; and the names under which the store may know it.

use crate::sync::enrol_link::EnrolLink;
use fettle_media::Gs1;

/// A scanned or typed text, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCode {
    /// As scanned, trimmed.
    pub text: String,
    /// Serial number: the code's own, or the whole text where the code is plain.
    pub serial: String,
    /// Names to look up, most telling first.
    pub names: Vec<String>,
    /// The link, where it is one.
    pub link: Option<EnrolLink>,
}

impl ReadCode {
    /// Reads `text`; `this_year` decides the century of dates in GS1 content. `None` for an empty text.
    pub fn read(text: &str, this_year: i32) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let plain =
            || Self { text: text.to_owned(), serial: text.to_owned(), names: vec![text.to_owned()], link: None };
        if let Ok(link) = text.parse() {
            return Some(Self { link: Some(link), ..plain() });
        }
        // A short plain number can look like GS1 content by chance: the text itself is always looked up first.
        let Ok(gs1) = Gs1::parse(text, this_year) else { return Some(plain()) };
        let mut names = vec![text.to_owned()];
        let item = [&gs1.serial, &gs1.secondary_serial, &gs1.asset, &gs1.returnable_asset];
        let kind = [&gs1.maker_part, &gs1.customer_part, &gs1.gtin];
        for name in item.into_iter().chain(kind).flatten() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        // GTIN-13 as printed under a bar code has no leading zero.
        if let Some(short) = gs1.gtin.as_deref().and_then(|gtin| gtin.strip_prefix('0')) {
            names.push(short.to_owned());
        }
        let serial = gs1.serial.or(gs1.secondary_serial).unwrap_or_default();
        Some(Self { serial, names, ..plain() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_code_is_a_serial_number() {
        let code = ReadCode::read(" PTZ-0117 \n", 2026).unwrap();
        assert_eq!((code.text.as_str(), code.serial.as_str()), ("PTZ-0117", "PTZ-0117"));
        assert_eq!(code.names, ["PTZ-0117"]);
        assert_eq!(ReadCode::read("  ", 2026), None);
    }

    #[test]
    fn gs1_content_gives_serial_and_item() {
        let code = ReadCode::read("(01)06901234567892(21)SN77", 2026).unwrap();
        assert_eq!(code.serial, "SN77");
        assert!(code.names.contains(&"06901234567892".to_owned()), "{:?}", code.names);
        assert!(code.names.contains(&"6901234567892".to_owned()), "{:?}", code.names);
    }

    #[test]
    fn a_hub_link_is_known() {
        let link = EnrolLink::new("http://hub.local:8080", "K7QM").unwrap();
        assert_eq!(ReadCode::read(&link.to_string(), 2026).unwrap().link, Some(link));
    }
}
