//! Bodies of events: typed here, open on the wire.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

/// The events of one kind of aggregate: an enum that serde tags adjacently,
/// `#[serde(tag = "type", content = "data", rename_all = "snake_case")]`. Every variant has named fields (or is a newtype of a struct).
///
/// The tag travels in the event's header, the content is the event's body.
pub trait Body: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Version written by this program.
    const VERSION: u16 = 1;
    /// Every type (tag) that this version knows.
    const TYPES: &'static [&'static str];

    /// Old events are read through here, never rewritten: brings `data` of version `version` to [`Body::VERSION`].
    fn upcast(_kind: &str, _version: u16, data: Value) -> Value {
        data
    }

    /// Tag and content as JSON text.
    fn encode(&self) -> (String, String) {
        // Adjacently tagged enums of plain data always serialise to an object with a string tag; an empty tag is refused on reading.
        let mut value = serde_json::to_value(self).unwrap_or(Value::Null);
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let data = value.get_mut("data").map_or_else(|| Value::Object(Default::default()), Value::take);
        (kind, data.to_string())
    }

    /// Reads a body as written by any version.
    ///
    /// # Errors
    /// [`DecodeError::Unknown`] for a type or a version newer than this program's: to be kept and passed on.
    /// [`DecodeError::Malformed`] for a known type whose content does not fit.
    fn decode(kind: &str, version: u16, body: &RawValue) -> Result<Self, DecodeError> {
        let Some(known) = Self::TYPES.iter().find(|known| **known == kind) else {
            return Err(DecodeError::Unknown);
        };
        let malformed = |e: serde_json::Error| DecodeError::Malformed(e.to_string());
        let tagged = if version < Self::VERSION {
            let data: Value = serde_json::from_str(body.get()).map_err(malformed)?;
            format!(r#"{{"type":"{known}","data":{}}}"#, Self::upcast(kind, version, data))
        } else {
            format!(r#"{{"type":"{known}","data":{}}}"#, body.get())
        };
        match serde_json::from_str(&tagged) {
            Ok(body) => Ok(body),
            Err(_) if version > Self::VERSION => Err(DecodeError::Unknown),
            Err(e) => Err(malformed(e)),
        }
    }
}

/// Why a body could not be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum DecodeError {
    /// A newer version's type: kept, passed on, without effect here.
    #[error("a type of a newer version")]
    Unknown,
    /// A known type whose content does not fit.
    #[error("malformed body: {0}")]
    Malformed(String),
    /// The body was removed by law; header and hash remain.
    #[error("redacted")]
    Redacted,
}
