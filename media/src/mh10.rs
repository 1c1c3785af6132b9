//! What makers of parts print into Data Matrix and QR codes: messages of ISO/IEC 15434 (`[)>`), whose format 06 holds fields that begin with
//! a data identifier (ANSI MH10.8.2): `P` and `1P` part numbers, `S` serial number, `Q` quantity. Format 05 holds GS1 element strings,
//! which are [`crate::gs1`]'s.

/// Between the header, the formats and the end.
const RECORD: char = '\u{1E}';
/// Between fields.
const FIELD: char = '\u{1D}';
/// The end of the message.
const END: char = '\u{4}';

/// A field: its data identifier, which is a letter with up to three digits before it, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Such as `1P`.
    pub di: String,
    /// The value.
    pub value: String,
}

/// What a message says. What it does not say is none; everything is in `fields`, in the message's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mh10 {
    /// Part number that the supplier gives (`1P`).
    pub maker_part: Option<String>,
    /// Part number that the customer gives (`P`).
    pub customer_part: Option<String>,
    /// Serial number that the supplier gives (`S`).
    pub serial: Option<String>,
    /// Batch or lot (`1T`).
    pub batch: Option<String>,
    /// Quantity as written (`Q`).
    pub quantity: Option<String>,
    /// Every field.
    pub fields: Vec<Field>,
    /// GS1 element strings of the message (format 05), with a separator before each.
    pub gs1: Option<String>,
}

impl Mh10 {
    /// Whether a text is such a message. The separator after the header is sometimes lost by scanners.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("[)>")
    }

    /// Reads a message; none where there is no field in it.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.trim().strip_prefix("[)>")?;
        let mut read = Self::default();
        for format in body.trim_end_matches(END).split(RECORD).filter(|format| !format.is_empty()) {
            match format.split_at_checked(2) {
                Some(("06", fields)) => read.fields.extend(fields.split(FIELD).filter_map(field)),
                Some(("05", elements)) => read.gs1 = Some(elements.to_owned()),
                _ => {}
            }
        }
        let value = |di: &str| read.fields.iter().find(|field| field.di == di).map(|field| field.value.clone());
        let [maker_part, customer_part, serial, batch, quantity] = ["1P", "P", "S", "1T", "Q"].map(value);
        let read = Self { maker_part, customer_part, serial, batch, quantity, ..read };
        (!read.fields.is_empty() || read.gs1.is_some()).then_some(read)
    }
}

fn field(text: &str) -> Option<Field> {
    let text = text.trim_end_matches(END);
    let letter = text.find(|c: char| !c.is_ascii_digit())?;
    let is_letter = text.as_bytes().get(letter).is_some_and(u8::is_ascii_uppercase);
    let (di, value) = text.split_at_checked(letter + 1).filter(|_| is_letter && letter <= 3)?;
    (!value.trim().is_empty()).then(|| Field { di: di.to_owned(), value: value.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_makers_label_says_part_serial_and_quantity() {
        let read = Mh10::parse(
            "[)>\u{1E}06\u{1D}PCUST-7\u{1D}1PPSU-1205\u{1D}S000123\u{1D}Q1\u{1D}1TL7\u{1D}25LCN\u{1E}\u{4}",
        )
        .unwrap();
        assert_eq!(read.maker_part.as_deref(), Some("PSU-1205"));
        assert_eq!((read.customer_part.as_deref(), read.serial.as_deref()), (Some("CUST-7"), Some("000123")));
        assert_eq!((read.batch.as_deref(), read.quantity.as_deref()), (Some("L7"), Some("1")));
        assert_eq!(read.fields.len(), 6);
    }

    #[test]
    fn a_message_without_its_end_or_with_other_formats_is_read() {
        let read = Mh10::parse("[)>\u{1E}06\u{1D}S77").unwrap();
        assert_eq!(read.serial.as_deref(), Some("77"));
        let both = Mh10::parse("[)>\u{1E}05\u{1D}0109506000134352\u{1D}21A1\u{1E}06\u{1D}1PX\u{1E}\u{4}").unwrap();
        assert_eq!(
            (both.gs1.as_deref(), both.maker_part.as_deref()),
            (Some("\u{1D}0109506000134352\u{1D}21A1"), Some("X"))
        );
    }

    #[test]
    fn what_says_nothing_is_none() {
        for text in [
            "",
            "[)>",
            "[)>\u{1E}",
            "[)>\u{1E}06\u{1E}\u{4}",
            "[)>\u{1E}06\u{1D}S\u{1D}1234\u{1E}",
            "[)>\u{1E}07\u{1D}free",
            "S123",
        ] {
            assert_eq!(Mh10::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not_without_a_panic(text in ".{0,60}") {
            let _ = Mh10::parse(&text);
            let _ = Mh10::parse(&format!("[)>\u{1E}06\u{1D}{text}\u{4}"));
        }
    }
}
