//! The event: the unit of record and of sync, immutable, hashed as written.

use super::body::{Body, DecodeError};
use super::clock::ClockNote;
use super::frontier::Frontier;
use super::hash::Hash;
use super::id::{DeviceId, EventId, PersonId};
use super::json;
use super::signed_link::SignedLink;
use super::stamp::{Order, Stamp};
use super::subject::Subject;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use std::any::Any;
use std::sync::{Arc, OnceLock};

/// What an event names of a blob, so that who does not know the body can carry it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// SHA-256 of the blob's bytes.
    pub hash: Hash,
    /// Length in bytes.
    pub size: u64,
    /// Media type, such as `image/jpeg`.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// The header: everything about an event but its body. Unknown fields survive, because the bytes are kept as written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Identity of the event.
    pub id: EventId,
    /// The aggregate that it is about.
    pub subject: Subject,
    /// The body's type, within the subject's kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The body's version.
    #[serde(rename = "v")]
    pub version: u16,
    /// When, in the order of things.
    pub stamp: Stamp,
    /// When, by the device's clocks.
    pub clock: ClockNote,
    /// Who.
    pub by: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// 1, 2, 3 ... on that device.
    pub number: u64,
    /// What the author had seen of the subject.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Frontier::is_empty")]
    pub after: Frontier,
    /// Blobs that the body names.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<BlobRef>,
    /// The event that this one says again: recorded on a device that was restored or cloned, and perhaps lost with it (decision 0011). Always
    /// the first record, also where it was said again several times. The hub accepts one of all that say the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<EventId>,
    /// The device of the first record, where the hub's console says it again because a person let it in (decision 0022).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_device: Option<DeviceId>,
    /// On events of the hub's console: the number of its event before this one about the same subject; absent on the first. A hub that was put back
    /// tells by it whether one that comes back has a gap before it (decision 0012).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<u64>,
}

/// What may be absent may be `null` too: some platforms write it so.
fn or_default<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

/// An event: its header and body as written, and what was read from them.
#[derive(Clone, Debug)]
pub struct Event {
    header: Header,
    header_text: Box<RawValue>,
    body: BodyText,
    /// When the hub received it, milliseconds since 1970 UTC; not part of what is hashed.
    received: Option<u64>,
    /// Of a hub's own event: proves it without the rest of the chain; not part of what is hashed.
    signed: Option<Box<SignedLink>>,
    /// The body as it was read, once somebody asked for it to be kept: see [`Event::keep_read`].
    read: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// Hash of the body, once it was asked for.
    body_hash: OnceLock<Hash>,
}

/// The body as written, or what is left of it once it was removed by law.
#[derive(Clone, Debug)]
pub enum BodyText {
    /// JSON text as written.
    Written(Box<RawValue>),
    /// SHA-256 of the removed text: the chain still verifies.
    Redacted(Hash),
}

/// Why bytes are not an event.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// Not JSON, or not an event's header.
    #[error("not an event: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Header or body longer than [`MAX_EVENT_BYTES`].
    #[error("event of {0} bytes is too large")]
    TooLarge(usize),
}

impl EventError {
    /// Stable code at the border.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "event_malformed",
            Self::TooLarge(_) => "event_too_large",
        }
    }
}

/// Longest header or body, in bytes. Larger things are blobs.
pub const MAX_EVENT_BYTES: usize = 256 * 1024;

impl Event {
    /// Reads an event from its header and body as written.
    ///
    /// # Errors
    /// [`EventError`] when the header does not parse or a part is too large.
    pub fn read(header_text: Box<RawValue>, body: BodyText, received: Option<u64>) -> Result<Self, EventError> {
        let body_len = if let BodyText::Written(text) = &body { text.get().len() } else { 0 };
        let longest = header_text.get().len().max(body_len);
        if longest > MAX_EVENT_BYTES {
            return Err(EventError::TooLarge(longest));
        }
        let header = serde_json::from_str(header_text.get())?;
        Ok(Self {
            header,
            header_text,
            body,
            received,
            signed: None,
            read: OnceLock::new(),
            body_hash: OnceLock::new(),
        })
    }
    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }
    /// What identifies the fact: the id of the event, or of the first record where this one says it again. Bodies name facts by it.
    pub fn origin(&self) -> EventId {
        self.header.repeats.unwrap_or(self.header.id)
    }
    /// The header as written.
    pub fn header_text(&self) -> &str {
        self.header_text.get()
    }
    /// The body as written, or its hash.
    pub fn body(&self) -> &BodyText {
        &self.body
    }
    /// The body as written, unless redacted.
    pub fn body_text(&self) -> Option<&str> {
        match &self.body {
            BodyText::Written(text) => Some(text.get()),
            BodyText::Redacted(_) => None,
        }
    }
    /// SHA-256 of the body as written.
    pub fn body_hash(&self) -> Hash {
        match &self.body {
            BodyText::Written(text) => *self.body_hash.get_or_init(|| Hash::of(text.get().as_bytes())),
            BodyText::Redacted(hash) => *hash,
        }
    }
    /// SHA-256 of the header as written.
    pub fn header_hash(&self) -> Hash {
        Hash::of(self.header_text.get().as_bytes())
    }
    /// Whether header and body keep to the JSON that everybody reads ([`json::is_plain`]).
    pub fn is_plain(&self) -> bool {
        json::is_plain(self.header_text()) && self.body_text().is_none_or(json::is_plain)
    }
    /// Reads the body.
    ///
    /// # Errors
    /// [`DecodeError`] for newer, malformed or redacted bodies.
    pub fn decode<B: Body>(&self) -> Result<B, DecodeError> {
        if let Some(body) = self.read.get().and_then(|read| read.downcast_ref::<B>()) {
            return Ok(body.clone());
        }
        match &self.body {
            BodyText::Written(text) => B::decode(&self.header.kind, self.header.version, text),
            BodyText::Redacted(_) => Err(DecodeError::Redacted),
        }
    }
    /// Reads the body and keeps it for whoever decodes it later, in this copy and those made of it: the hub judges, folds and files what it
    /// read once, before anybody waits for it.
    pub fn keep_read<B: Body>(&self) {
        if self.read.get().is_none()
            && let Ok(body) = self.decode::<B>()
        {
            // Somebody else was faster: it is the same.
            let _ = self.read.set(Arc::new(body));
        }
    }
    /// Whether its body was read and is kept.
    pub fn is_read(&self) -> bool {
        self.read.get().is_some()
    }
    /// When the hub received it, milliseconds since 1970 UTC; `None` while it has not.
    pub fn received(&self) -> Option<u64> {
        self.received
    }
    /// The same event with the hub's time of receipt.
    #[must_use]
    pub fn with_received(mut self, received: u64) -> Self {
        self.received = Some(received);
        self
    }
    /// What proves a hub's own event without the rest of its chain, where it came with it.
    pub fn signed(&self) -> Option<&SignedLink> {
        self.signed.as_deref()
    }
    /// The same event with that proof.
    #[must_use]
    pub fn with_signed(mut self, signed: Option<SignedLink>) -> Self {
        self.signed = signed.map(Box::new);
        self
    }
    /// Its place in the fold of its aggregate.
    pub fn order(&self) -> Order {
        Order::new(self.header.stamp, self.header.device, self.header.number, self.received)
    }
    /// Best known time of what the event tells, milliseconds since 1970 UTC: the device's clock corrected by its known skew, never later
    /// than the hub received it (promise 3).
    pub fn when_ms(&self) -> u64 {
        let told = self.header.clock.hub_ms();
        self.received.map_or(told, |at| told.min(at))
    }
}
