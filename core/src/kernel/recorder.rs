//! The recorder: turns drafts into events of one device. One way to record, for phones and for the hub's console.

use super::chain::{ChainError, ChainHead};
use super::clock::{ClockAnchor, Reading, note};
use super::command::Draft;
use super::event::{BodyText, Event, EventError, Header};
use super::frontier::Frontier;
use super::id::{DeviceId, EventId, PersonId};
use super::stamp::{Hlc, Order};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The state of a device's log. Stored in the same transaction as the events that it makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorder {
    /// The device.
    pub device: DeviceId,
    /// Its newest link.
    pub head: ChainHead,
    /// Its hybrid logical clock.
    pub hlc: Hlc,
    /// What it last learnt of the hub's time.
    pub anchor: Option<ClockAnchor>,
}

/// Why a draft could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The draft's body is not JSON, or too large.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Cannot happen while the recorder is the only writer of its chain.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl Recorder {
    /// The log of a new device.
    pub fn new(device: DeviceId) -> Self {
        Self { device, head: ChainHead::start(device), hlc: Hlc::default(), anchor: None }
    }
    /// Best estimate of the hub's time at `now`, milliseconds since 1970 UTC.
    pub fn hub_ms(&self, now: Reading) -> u64 {
        note(now, self.anchor.as_ref()).hub_ms()
    }
    /// Takes note of an event that came from elsewhere.
    pub fn observe(&mut self, order: Order) {
        self.hlc.observe(order);
    }
    /// Writes one event.
    ///
    /// `id` is a fresh UUIDv7, `after` what this device has seen of the subject (`Folded::seen`).
    ///
    /// # Errors
    /// [`RecordError`]; the recorder is then unchanged.
    pub fn record(
        &mut self,
        now: Reading,
        id: EventId,
        by: PersonId,
        after: Frontier,
        draft: &Draft,
    ) -> Result<Event, RecordError> {
        self.record_following(now, id, by, after, draft, None)
    }
    /// [`Self::record`] at the hub's console, which also says the number of its event before this one about the subject ([`Header::follows`]).
    ///
    /// # Errors
    /// [`RecordError`]; the recorder is then unchanged.
    pub fn record_following(
        &mut self,
        now: Reading,
        id: EventId,
        by: PersonId,
        after: Frontier,
        draft: &Draft,
        follows: Option<u64>,
    ) -> Result<Event, RecordError> {
        let clock = note(now, self.anchor.as_ref());
        let mut hlc = self.hlc;
        let header = Header {
            id,
            subject: draft.subject.clone(),
            kind: draft.kind.clone(),
            version: draft.version,
            stamp: hlc.tick(clock.hub_ms()),
            clock,
            by,
            device: self.device,
            number: self.head.number + 1,
            after,
            blobs: draft.blobs.clone(),
            repeats: None,
            first_device: None,
            follows,
        };
        let header_text = serde_json::value::to_raw_value(&header).map_err(EventError::from)?;
        let body = RawValue::from_string(draft.body.clone()).map_err(EventError::from)?;
        let event = Event::read(header_text, BodyText::Written(body), None)?;
        self.head = self.head.advance(&event)?;
        self.hlc = hlc;
        Ok(event)
    }
    /// Says again what another device recorded: the same author, subject, body, stamp and clock, so that order and times stay. Fields of
    /// the header that this version does not know go along.
    ///
    /// `after` is what the author had seen, in terms that the hub will know.
    ///
    /// # Errors
    /// [`RecordError`]; the recorder is then unchanged.
    pub fn repeat(&mut self, id: EventId, original: &Event, after: &Frontier) -> Result<Event, RecordError> {
        let event = self.say_again(id, original, after, None, None)?;
        if original.header().stamp > self.hlc.last() {
            self.hlc = Hlc::after(original.header().stamp);
        }
        Ok(event)
    }
    /// Says again what was quarantined and a person let in, or what came back of a console that had two branches or behind a gap: under a number of
    /// this device, as nobody has seen it (decisions 0022, 0012), and as written where it was first. This device's clock goes on as it was, whatever
    /// the stamp is.
    /// `follows` as in [`Self::record_following`].
    ///
    /// # Errors
    /// [`RecordError`]; the recorder is then unchanged.
    pub fn let_in(&mut self, id: EventId, original: &Event, follows: Option<u64>) -> Result<Event, RecordError> {
        let header = original.header();
        self.say_again(id, original, &header.after, Some(header.first_device.unwrap_or(header.device)), follows)
    }
    fn say_again(
        &mut self,
        id: EventId,
        original: &Event,
        after: &Frontier,
        first: Option<DeviceId>,
        follows: Option<u64>,
    ) -> Result<Event, RecordError> {
        let mut header: Map<String, Value> = serde_json::from_str(original.header_text()).map_err(EventError::from)?;
        let mut set = |name: &str, value: Result<Value, serde_json::Error>| -> Result<(), RecordError> {
            header.insert(name.to_owned(), value.map_err(EventError::from)?);
            Ok(())
        };
        set("id", serde_json::to_value(id))?;
        set("device", serde_json::to_value(self.device))?;
        set("number", serde_json::to_value(self.head.number + 1))?;
        set("after", serde_json::to_value(after))?;
        set("repeats", serde_json::to_value(original.origin()))?;
        if let Some(first) = first {
            set("first_device", serde_json::to_value(first))?;
        }
        header.remove("follows");
        if let Some(follows) = follows {
            header.insert("follows".to_owned(), follows.into());
        }
        if after.is_empty() {
            header.remove("after");
        }
        let header_text = serde_json::value::to_raw_value(&header).map_err(EventError::from)?;
        let event = Event::read(header_text, original.body().clone(), None)?;
        self.head = self.head.advance(&event)?;
        Ok(event)
    }
}
