//! How an event carries a document: as it is, or packed where it is long. A patrol of hundreds of cameras with their photos is signed in one
//! event like any other sheet, and whoever has the event can verify it, offline. The signature covers the text, never the packing.

use crate::domain::jobs::sheet::SheetError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Read;

/// A longer document is packed, in bytes.
const PLAIN: usize = 64 * 1024;
/// A packed document that unpacks to more is none, in bytes.
const MOST: u64 = 16 * 1024 * 1024;
/// Packs as well as costs little; a document is packed once, when it is signed.
const LEVEL: i32 = 12;

/// The canonical text of a document. What was packed stays as its author packed it, so that a record reads the same for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DocumentText {
    /// As it is.
    Plain(String),
    /// A zstd frame, in base64.
    Packed {
        /// The frame.
        zstd: String,
    },
}

impl DocumentText {
    /// Carries `text`, packed where it is long.
    pub fn of(text: String) -> Self {
        if text.len() <= PLAIN {
            return Self::Plain(text);
        }
        match zstd::bulk::compress(text.as_bytes(), LEVEL) {
            Ok(frame) => Self::Packed { zstd: STANDARD.encode(frame) },
            Err(_) => Self::Plain(text),
        }
    }

    /// The text: what is hashed and signed.
    ///
    /// # Errors
    /// [`SheetError::Packing`] for what does not unpack to a text of bearable length.
    pub fn text(&self) -> Result<Cow<'_, str>, SheetError> {
        let frame = match self {
            Self::Plain(text) => return Ok(Cow::Borrowed(text)),
            Self::Packed { zstd } => STANDARD.decode(zstd).map_err(|_| SheetError::Packing)?,
        };
        let mut text = String::new();
        let unpack = zstd::stream::read::Decoder::new(&frame[..]);
        unpack.and_then(|frame| frame.take(MOST + 1).read_to_string(&mut text)).map_err(|_| SheetError::Packing)?;
        if text.len() as u64 > MOST { Err(SheetError::Packing) } else { Ok(Cow::Owned(text)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_carried_as_it_is_and_what_is_long_comes_back_the_same() {
        let short = DocumentText::of("{\"a\":1}".into());
        assert_eq!(serde_json::to_string(&short).unwrap(), r#""{\"a\":1}""#);
        let long: String = (0..50_000).map(|n| format!("电源{n} ")).collect();
        let packed = DocumentText::of(long.clone());
        let stored = serde_json::to_string(&packed).unwrap();
        assert!(stored.len() < long.len() / 2 && stored.starts_with("{\"zstd\":"));
        let read: DocumentText = serde_json::from_str(&stored).unwrap();
        assert_eq!((read.text().unwrap(), &read), (Cow::Borrowed(long.as_str()), &packed));
    }

    #[test]
    fn what_unpacks_to_nothing_or_to_too_much_is_no_document() {
        let packed = |bytes: &[u8]| DocumentText::Packed { zstd: STANDARD.encode(bytes) };
        assert!(DocumentText::Packed { zstd: "?".into() }.text().is_err());
        assert!(packed(b"no frame").text().is_err());
        let much = zstd::bulk::compress(&vec![b' '; usize::try_from(MOST).unwrap() + 1], 1).unwrap();
        assert!(packed(&much).text().is_err());
    }
}
