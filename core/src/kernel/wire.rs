//! An event as one line of JSON: `{"h":{header},"b":{body}}`, or `"bh":"<sha-256>"` in place of a removed body. Header and body travel as
//! written: they are hashed as written, never re-serialised.

use super::event::{BodyText, Event, EventError};
use super::hash::Hash;
use super::signed_link::SignedLink;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::value::RawValue;

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    h: &'a RawValue,
    #[serde(borrow, default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    b: Option<&'a RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bh: Option<Hash>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed: Option<SignedLink>,
}

/// A body that is `null` is a body.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(d: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(d).map(Some)
}

impl Event {
    /// The event as one line, without the line's end. `at` is the hub's time of receipt, when known.
    pub fn to_line(&self) -> String {
        let mut at = self.received().map(|at| format!(r#","at":{at}"#)).unwrap_or_default();
        if let Some(SignedLink { before, signature }) = self.signed() {
            // Signatures are hex digits: whatever else stands there came from outside and is no signature.
            let signature: String = signature.chars().filter(char::is_ascii_hexdigit).collect();
            at.push_str(&format!(r#","signed":{{"before":"{before}","signature":"{signature}"}}"#));
        }
        match self.body() {
            BodyText::Written(body) => format!(r#"{{"h":{},"b":{}{at}}}"#, self.header_text(), body.get()),
            BodyText::Redacted(hash) => format!(r#"{{"h":{},"bh":"{hash}"{at}}}"#, self.header_text()),
        }
    }
    /// Reads a line.
    ///
    /// # Errors
    /// [`EventError`] when it is not an event.
    pub fn from_line(line: &str) -> Result<Self, EventError> {
        let line: Line<'_> = serde_json::from_str(line)?;
        let body = match (line.b, line.bh) {
            (Some(body), None) => BodyText::Written(body.to_owned()),
            (None, Some(hash)) => BodyText::Redacted(hash),
            _ => return Err(EventError::Malformed(serde_json::Error::custom("exactly one of b and bh"))),
        };
        Ok(Event::read(line.h.to_owned(), body, line.at)?.with_signed(line.signed))
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_line()).map_err(serde::ser::Error::custom)?.serialize(s)
    }
}
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        Event::from_line(raw.get()).map_err(D::Error::custom)
    }
}
