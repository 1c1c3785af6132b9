//! What a scanned or typed text says: an enrolment link, GS1 content, a maker's message, a trade item number, or a plain code. Only what
//! the symbol or the text itself says is believed: a serial number may begin with 21 or 10 like a GS1 identifier. What the things are that a
//! code names is `known`'s business.

use crate::domain::printed::{gtin, tidy};
use crate::sync::enrol_link::EnrolLink;
use fettle_media::code::other_reading;
use fettle_media::{Decoded, Gs1, Mh10};

/// A scanned or typed text, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCode {
    /// As people read it: as printed, or GS1 content with its identifiers in parentheses. Nothing invisible is in it.
    pub text: String,
    /// As it came, to be read again: with the symbology identifier, where a scanner gave one (ISO/IEC 15424).
    pub scanned: String,
    /// What it says.
    pub content: Content,
    /// The texts under which the books may have it as a whole, most telling first.
    pub whole: Vec<String>,
    /// The link, where it is one.
    pub link: Option<EnrolLink>,
}

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// No more than its text: a serial number, a part number, a label.
    Plain,
    /// A retail bar code: the number of a kind of goods, never of one piece.
    TradeItem,
    /// GS1 element strings or a Digital Link.
    Gs1(Box<Gs1>),
    /// A maker's message (ISO/IEC 15434 with data identifiers).
    Maker(Box<Mh10>),
    /// GS1 content in which nothing is right: no name of anything.
    Broken {
        /// Code of what is wrong.
        fault: &'static str,
    },
}

impl ReadCode {
    /// Reads `text`; `this_year` decides the century of dates in GS1 content. `None` for an empty text.
    pub fn read(text: &str, this_year: i32) -> Option<Self> {
        let scanned = text.trim();
        let (symbology, body) = symbology(scanned);
        let printed = tidy(body);
        if printed.is_empty() {
            return None;
        }
        let link = body.parse().ok();
        let content = if link.is_some() { Content::Plain } else { content(symbology, scanned, body, this_year) };
        let text = match &content {
            Content::Gs1(gs1) if !body.contains("://") => bracketed(gs1),
            Content::Maker(mh10) => {
                tidy(&mh10.fields.iter().map(|f| format!("{} {}", f.di, f.value)).collect::<Vec<_>>().join(", "))
            }
            _ => printed.clone(),
        };
        // A label in Code 39 may have been meant in another way than it stands there.
        let other = symbology.starts_with("]A").then(|| other_reading(&printed)).flatten();
        let mut whole = vec![printed];
        for name in other.into_iter().chain([text.clone()]) {
            if !whole.contains(&name) && !name.is_empty() {
                whole.push(name);
            }
        }
        let text = if text.is_empty() { whole[0].clone() } else { text };
        Some(Self { text, scanned: scanned.to_owned(), content, whole, link })
    }

    /// Reads what the camera saw.
    pub(crate) fn decoded(decoded: &Decoded, this_year: i32) -> Option<Self> {
        Self::read(&format!("{}{}", decoded.symbology, decoded.text), this_year)
    }

    /// The text as GS1 content that lost its marks on the way, as scanners that act as keyboards send it: it begins with a trade item number
    /// (AI 01) whose check digit is right. To be believed only where a card has this number. None for what a symbol says to be plain.
    pub(crate) fn perhaps(&self, this_year: i32) -> Option<Self> {
        let text =
            self.whole.first().filter(|_| matches!(self.content, Content::Plain) && !self.scanned.starts_with(']'))?;
        let number = text.strip_prefix("01")?.get(..14)?;
        gtin(number)?;
        Self::read(&format!("]C1{text}"), this_year)
    }

    /// The number of the one piece: of GS1 content its serial number (AI 21, 8011), of a maker's message `S`, of a plain code the whole.
    /// None where the code names a kind of goods.
    pub fn serial(&self) -> Option<String> {
        let serial = match &self.content {
            Content::Plain => Some(&self.whole[0]),
            Content::TradeItem | Content::Broken { .. } => None,
            Content::Gs1(gs1) => {
                gs1.serial.as_ref().or(gs1.component_serial.as_ref()).or(gs1.secondary_serial.as_ref())
            }
            Content::Maker(mh10) => mh10.serial.as_ref(),
        };
        serial.map(|serial| tidy(serial)).filter(|serial| !serial.is_empty())
    }

    /// Other names of the one piece, beside the whole text.
    pub fn pieces(&self) -> Vec<String> {
        let Content::Gs1(gs1) = &self.content else {
            return if matches!(self.content, Content::Plain) {
                Vec::new()
            } else {
                self.serial().into_iter().collect()
            };
        };
        let others = [&gs1.secondary_serial, &gs1.asset, &gs1.returnable_asset];
        self.serial().into_iter().chain(others.into_iter().flatten().cloned()).collect()
    }

    /// Names of the kind of goods, most telling first. A trade item number in its form of 14 digits.
    pub fn kinds(&self) -> Vec<String> {
        let names = match &self.content {
            Content::Plain | Content::TradeItem => return gtin(&self.whole[0]).into_iter().collect(),
            Content::Broken { .. } => return Vec::new(),
            Content::Gs1(gs1) => vec![&gs1.gtin, &gs1.maker_part, &gs1.customer_part, &gs1.component],
            Content::Maker(mh10) => vec![&mh10.maker_part, &mh10.customer_part],
        };
        names.into_iter().flatten().cloned().collect()
    }

    /// What to bind to a part: the name of its kind, which the next piece has too; else the text.
    pub fn binding(&self) -> String {
        let kind = if matches!(self.content, Content::Plain | Content::TradeItem) {
            None
        } else {
            self.kinds().into_iter().next()
        };
        kind.unwrap_or_else(|| self.whole[0].clone())
    }

    /// What a reading at a place is to say: the piece, where the code names one; else the text.
    pub fn reading(&self) -> String {
        self.pieces().into_iter().next().unwrap_or_else(|| self.text.clone())
    }

    /// Identifiers of elements that are not right and were left out, to be told.
    pub fn faults(&self) -> Vec<String> {
        let Content::Gs1(gs1) = &self.content else { return Vec::new() };
        gs1.faults.iter().map(|fault| fault.ai().map_or_else(|| "?".to_owned(), |ai| format!("({ai})"))).collect()
    }
}

/// The symbology identifier in front of a text, and the text.
fn symbology(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let is = matches!(bytes, [b']', letter, modifier, ..] if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric());
    if is { text.split_at(3) } else { ("", text) }
}

fn content(symbology: &str, scanned: &str, body: &str, this_year: i32) -> Content {
    if symbology.starts_with("]E") {
        return Content::TradeItem;
    }
    let body = body.trim();
    if Mh10::is_meant(body) {
        return match Mh10::parse(body) {
            Some(message) if message.fields.is_empty() => gs1(message.gs1.as_deref().unwrap_or_default(), this_year),
            Some(message) => Content::Maker(Box::new(message)),
            None => Content::Plain,
        };
    }
    // What the symbol does not mark, its text may: with parentheses, separators, or an address.
    let marked = Gs1::is_meant(scanned);
    if !marked && !Gs1::is_meant(body) {
        return Content::Plain;
    }
    match Gs1::parse(if marked { scanned } else { body }, this_year) {
        // An address that says nothing, or brackets in an ordinary text.
        Err(_) if !marked || body.contains("://") || body.starts_with('(') => Content::Plain,
        Err(fault) => Content::Broken { fault: fault.code() },
        Ok(read) => Content::Gs1(Box::new(read)),
    }
}

fn gs1(elements: &str, this_year: i32) -> Content {
    match Gs1::parse(elements, this_year) {
        Ok(read) => Content::Gs1(Box::new(read)),
        Err(fault) => Content::Broken { fault: fault.code() },
    }
}

fn bracketed(gs1: &Gs1) -> String {
    gs1.elements.iter().map(|element| format!("({}){}", element.ai, element.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ReadCode {
        ReadCode::read(text, 2026).unwrap()
    }

    #[test]
    fn a_plain_code_is_a_serial_number() {
        let code = read(" PTZ-0117 \n");
        assert_eq!((code.text.as_str(), code.serial().as_deref()), ("PTZ-0117", Some("PTZ-0117")));
        assert_eq!((code.whole.clone(), code.kinds(), code.pieces()), (vec!["PTZ-0117".to_owned()], vec![], vec![]));
        for nothing in ["  ", "\u{200B}", "]C0", "]d2 "] {
            assert_eq!(ReadCode::read(nothing, 2026), None);
        }
    }

    #[test]
    fn a_plain_serial_number_that_begins_like_a_gs1_identifier_stays_whole() {
        for serial in [
            "210235293310B5000001",
            "2229043001234",
            "10D9T",
            "30012345",
            "91AB77",
            "2400117",
            "2112345678",
            "22010345",
            "24010001",
            "98123456",
            "10A0012345",
            "3712345",
            "2530001",
            "9012345",
            "3012345678",
            "01ABC",
        ] {
            for scanned in [serial.to_owned(), format!("]C0{serial}"), format!("]A0{serial}"), format!("]Q1{serial}")] {
                let code = read(&scanned);
                assert_eq!((code.text.as_str(), code.serial().as_deref()), (serial, Some(serial)), "{scanned}");
                assert_eq!(code.content, Content::Plain);
            }
        }
    }

    #[test]
    fn gs1_content_gives_the_piece_and_its_kind() {
        for text in [
            "(01)06901230000010(10)L7(21)SN77",
            "]d2010690123000001010L7\u{1D}21SN77",
            "010690123000001010L7\u{1D}21SN77",
        ] {
            let code = read(text);
            assert_eq!(code.text, "(01)06901230000010(10)L7(21)SN77");
            assert_eq!((code.serial().as_deref(), code.kinds()), (Some("SN77"), vec!["06901230000010".to_owned()]));
            assert_eq!((code.reading().as_str(), code.binding().as_str()), ("SN77", "06901230000010"));
            assert_eq!(read(&code.scanned), code, "what came is read again");
        }
        assert_eq!(read("https://id.gs1.org/01/06901230000010/21/SN77").serial().as_deref(), Some("SN77"));
        assert_eq!(read("https://example.com/manual").serial().as_deref(), Some("https://example.com/manual"));
        assert_eq!(read("(8010)4012345AB(8011)77").serial().as_deref(), Some("77"));
        assert_eq!(read("(01)06901230000010").serial(), None);
    }

    #[test]
    fn one_bad_element_is_told_and_does_not_spoil_the_others() {
        let code = read("(01)06901230000010(17)000000(21)PTZ-600");
        assert_eq!(
            (code.serial().as_deref(), code.kinds().len(), code.faults()),
            (Some("PTZ-600"), 1, vec!["(17)".to_owned()])
        );
        let code = read("(01)06901230000019(21)PTZ-600");
        assert_eq!(
            (code.serial().as_deref(), code.kinds(), code.faults()),
            (Some("PTZ-600"), vec![], vec!["(01)".to_owned()])
        );
        let code = read("]d20106901230000019");
        assert!(matches!(code.content, Content::Broken { fault: "gs1_check_digit" }));
        assert_eq!((code.serial(), code.kinds()), (None, vec![]));
    }

    #[test]
    fn a_retail_bar_code_is_no_serial_number() {
        for (scanned, kind) in [
            ("]E06901230000010", "06901230000010"),
            ("]E00614141123452", "00614141123452"),
            ("]E496385074", "00000096385074"),
        ] {
            let code = read(scanned);
            assert_eq!((code.serial(), code.kinds()), (None, vec![kind.to_owned()]));
            assert_eq!(code.text, &scanned[3..]);
        }
    }

    #[test]
    fn a_makers_message_gives_part_and_serial() {
        let code = read("]d1[)>\u{1E}06\u{1D}1PPSU-1205\u{1D}S000123\u{1D}Q1\u{1E}\u{4}");
        assert_eq!((code.serial().as_deref(), code.kinds()), (Some("000123"), vec!["PSU-1205".to_owned()]));
        assert_eq!((code.text.as_str(), code.binding().as_str()), ("1P PSU-1205, S 000123, Q 1", "PSU-1205"));
        let code = read("[)>\u{1E}05\u{1D}0106901230000010\u{1D}21A1\u{1E}\u{4}");
        assert_eq!(code.serial().as_deref(), Some("A1"));
    }

    #[test]
    fn what_is_invisible_is_no_part_of_a_code() {
        assert_eq!(read("\u{200E}FJ-01\u{200B}").serial().as_deref(), Some("FJ-01"));
        assert_eq!(read("ＦＪ－０１").text, "ＦＪ－０１", "as printed");
    }

    #[test]
    fn code_39_may_have_been_meant_otherwise() {
        assert_eq!(read("]A0PTZ003").whole, ["PTZ003", "A731873283"]);
        assert_eq!(read("]A4DS/A1").whole, ["DS/A1", "DS!1"]);
        assert_eq!(read("]C0PTZ003").whole, ["PTZ003"]);
    }

    #[test]
    fn a_hub_link_is_known() {
        let link = EnrolLink::new("http://hub.local:8080", "K7QM").unwrap();
        assert_eq!(read(&link.to_string()).link, Some(link.clone()));
        assert_eq!(read(&format!("]Q1{link}")).link, Some(link));
    }
}
