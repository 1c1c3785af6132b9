//! The kernel: event, stamp, chain, fold, command. It knows no business, opens no file, reads no clock and draws no random number.
//!
//! A reader starts at [`event::Event`] (the unit of record and of sync), goes on to [`stamp`] (the order of events), [`chain`] (what makes
//! a device's log tamper-evident) and [`fold`] (how events become state).

pub mod body;
pub mod chain;
pub mod clock;
pub mod command;
pub mod event;
pub mod flag;
pub mod fold;
pub mod frontier;
pub mod hash;
pub mod id;
pub mod json;
pub mod owned;
pub mod recorder;
mod signed_link;
pub mod stamp;
pub mod subject;
pub mod wire;

#[cfg(test)]
mod tests;

pub use body::{Body, DecodeError};
pub use chain::{ChainError, ChainHead, DeviceKey, SignedHead};
pub use clock::{ClockAnchor, ClockDoubt, ClockNote, Reading};
pub use command::{Draft, Refusal};
pub use event::{BlobRef, BodyText, Event, EventError, Header};
pub use flag::{Flag, FlagCode};
pub use fold::{Aggregate, Folded, Meta, fold};
pub use frontier::Frontier;
pub use hash::Hash;
pub use id::{DeviceId, EventId, PersonId};
pub use owned::{Owned, Write};
pub use recorder::{RecordError, Recorder};
pub use signed_link::SignedLink;
pub use stamp::{Hlc, Order, Stamp};
pub use subject::Subject;
