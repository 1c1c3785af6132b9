//! What a session remembers beside its step: what is unconfirmed, what is handed back, how blobs go.

use super::io::AskedUpTo;
use super::rate::Rate;
use crate::kernel::{EventId, Hash, Reading, Subject};
use crate::sync::protocol::Lost;
use std::collections::BTreeSet;

/// What is asked about in this session.
#[derive(Debug, Default)]
pub(super) struct Unconfirmed {
    pub up_to: AskedUpTo,
    /// What the hub was just asked about; no more than that is believed of its answer.
    pub subjects: BTreeSet<Subject>,
    pub events: BTreeSet<EventId>,
}

/// Why things are handed back.
#[derive(Clone, Debug, Default)]
pub(super) struct Returning {
    /// What the hub asks for.
    pub lost: Option<Lost>,
    /// The hub does not know this phone, or its person: code and status of what it said. Tried once in a session.
    pub unknown: Option<(String, u16)>,
    pub tried: bool,
    /// The clocks when the greeting was sent.
    pub sent: Option<Reading>,
}

/// A blob's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

/// What is known of the blobs of this session. They go last, and nothing waits for them: see [`Machine::blobs`].
#[derive(Debug)]
pub(super) struct Transfers {
    /// Whose turn it is.
    pub turn: Way,
    /// Nothing waits any more, this way.
    pub up_done: bool,
    pub down_done: bool,
    /// How large pieces are, this way.
    pub up: Rate,
    pub down: Rate,
    /// Failures of blobs in a row: what works beside them is no progress of theirs.
    pub failures: u32,
    /// Uploads that the hub did not know any more. Once is a tidy hub; twice is none to start over with now.
    pub gone: BTreeSet<Hash>,
}

impl Transfers {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            turn: Way::Up,
            up_done: false,
            down_done: false,
            up: rate.clone(),
            down: rate,
            failures: 0,
            gone: BTreeSet::new(),
        }
    }
}
