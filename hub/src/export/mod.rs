//! Exports of events that anyone can check without a network: devices with their keys, events as written, links of the chain, signed
//! heads, and the hub's seal over every byte of the file.
//!
//! One JSON value a line. An export of one job has that job's events whole and of all others only the two hashes that the chain needs, so
//! that it shows nothing else and still verifies from each device's first event.

mod check;
#[cfg(test)]
mod tests;
mod write;

pub use check::{CheckLine, Report, Verdict, check};
pub use write::Selection;

use fettle_core::kernel::{DeviceId, Event, Hash, PersonId, SignedHead};
use serde::{Deserialize, Serialize};

/// Version of the format.
const VERSION: u16 = 1;
/// What the hub signs: this tag, then the SHA-256 of every byte before the seal's line.
const SEAL_TAG: &[u8] = b"fettle.export.v1\0";

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    v: u16,
    hub: String,
    hub_key: String,
    /// When it was made, milliseconds since 1970 UTC.
    at: u64,
}

/// A device; its chain follows, from the first event.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Device {
    id: DeviceId,
    person: PersonId,
    short: String,
    name: String,
    public_key: String,
}

/// What the chain needs of an event that is not shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Link {
    header: Hash,
    body: Hash,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Export(Head),
    Device(Device),
    Event(Box<Event>),
    Link(Link),
    Head(SignedHead),
    Seal(String),
}

fn sealed(before: &[u8]) -> Vec<u8> {
    let mut bytes = SEAL_TAG.to_vec();
    bytes.extend_from_slice(Hash::of(before).bytes());
    bytes
}
