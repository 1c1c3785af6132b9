//! What goes in and what comes out.

use crate::kernel::{BlobRef, ChainHead, ClockAnchor, DeviceId, Event, EventId, Hash, Reading, SignedHead, Subject};
use crate::sync::certificate::Certificate;
use crate::sync::heard::{Told, UnconfirmedEvent};
use crate::sync::protocol::{Entry, Greeting, HandedIn, Lost, Receipt, Stream, SucceedRequest, Succeeded};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What the machine asks for next.
#[derive(Clone, Debug)]
pub enum Instruction {
    /// Read from the store; answered by [`Input::Loaded`].
    Load(Need),
    /// Write to the store; answered by [`Input::Applied`].
    Apply(Apply),
    /// Ask the hub; answered by [`Input::Answered`] or [`Input::Failed`].
    Send(Request),
    /// Wait this many milliseconds; answered by [`Input::Waited`].
    Wait {
        /// How long.
        ms: u64,
    },
    /// The session is over.
    Finished(Report),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// Begin a session.
    Started,
    /// What the store gave.
    Loaded(Loaded),
    /// How a write to the store went: the code of the failure otherwise.
    Applied(Result<Done, String>),
    /// The hub answered, or somebody in its place.
    Answered(Answer),
    /// No answer came.
    Failed(NetFault),
    /// The wait is over.
    Waited,
}

/// What a write to the store brought, for the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Events new here.
    pub events: u64,
    /// Own events acknowledged.
    pub acked: u64,
    /// Own events that the hub quarantines.
    pub quarantined: u64,
    /// The session has to start over: a device before this one is to be asked about.
    pub again: bool,
}

/// What to read from the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The newest link, the clocks, what keeps the device from syncing.
    Head,
    /// The next run to push.
    Batch {
        /// At most so many events.
        max_events: usize,
        /// About so many bytes.
        max_bytes: usize,
    },
    /// The next blob to send, but for these; after all of them bundles of other phones, by their media type.
    Upload {
        /// Not again in this session.
        skip: BTreeSet<Hash>,
    },
    /// Bytes of a blob.
    Bytes {
        /// The blob.
        hash: Hash,
        /// From this byte on.
        start: u64,
        /// At most so many.
        length: usize,
    },
    /// What a hub that was put back asks for, and what makes this phone known again.
    Returns {
        /// What it asks for; none: it does not know this phone.
        lost: Option<Lost>,
        /// After this event of this device.
        from: Option<(DeviceId, u64)>,
        /// At most so many events.
        most: usize,
        /// Also if all was handed back in the epoch that the phone knows: the hub's is another one.
        again: bool,
    },
    /// Epoch and cursors.
    Cursors,
    /// What was here before the hub was restored, and was not sent again.
    Unconfirmed {
        /// After what was asked about already.
        after: AskedUpTo,
        /// At most so many.
        most: usize,
    },
    /// The next blob to fetch, but for these.
    Download {
        /// Not again in this session.
        skip: BTreeSet<Hash>,
    },
}

/// How far the hub was asked about what is unconfirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedUpTo {
    /// The last aggregate.
    pub subject: Option<Subject>,
    /// The last event.
    pub event: Option<EventId>,
}

/// What the store gave for a [`Need`].
#[derive(Clone, Debug)]
pub enum Loaded {
    /// For [`Need::Head`].
    Head {
        /// The newest link.
        head: ChainHead,
        /// The clocks, just before the greeting is sent.
        reading: Reading,
        /// Code of what keeps the device from syncing.
        stopped: Option<String>,
        /// A replacement that the hub has to be told of first.
        replacement: Option<Box<Replacement>>,
        /// How far the hub was when it last answered, as it said.
        checkpoint: Option<String>,
        /// What the hub gave and acknowledged so far.
        told: Box<Told>,
    },
    /// For [`Need::Batch`]: events with the signed head after them.
    Batch(Option<(Vec<Event>, SignedHead)>),
    /// For [`Need::Upload`]: the blob, and where a begun upload goes on.
    Upload(Option<(BlobRef, Option<String>)>),
    /// For [`Need::Bytes`].
    Bytes(Vec<u8>),
    /// For [`Need::Returns`].
    Returns(Box<Returns>),
    /// For [`Need::Cursors`].
    Cursors {
        /// The epoch they belong to.
        epoch: Uuid,
        /// Newest number of each stream.
        cursors: BTreeMap<Stream, u64>,
    },
    /// For [`Need::Unconfirmed`], in an order that stays, with the epoch in which it was not sent.
    Unconfirmed {
        /// The epoch.
        epoch: Uuid,
        /// None where there are no more.
        subjects: Vec<Subject>,
        /// None where there are no more.
        events: Vec<UnconfirmedEvent>,
    },
    /// For [`Need::Download`]: the blob, and how many bytes are here.
    Download(Option<(BlobRef, u64)>),
    /// The store failed, with this code.
    Failed(String),
}

/// A replacement that the hub has to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The old device's token: authorises the request.
    pub token: String,
    /// The old device.
    pub old: DeviceId,
    /// The request; the machine fills in the version of the app.
    pub request: SucceedRequest,
    /// What makes the old device known again on a hub that lost it, if its enrolment gave it.
    pub certificate: Option<Certificate>,
}

/// A page of what is handed back.
#[derive(Clone, Debug, Default)]
pub struct Returns {
    /// What makes this phone a device again, if enrolment gave it.
    pub certificate: Option<Certificate>,
    /// Events with the hub's signature.
    pub events: Vec<Event>,
    /// Where the next page begins; none after the last.
    pub next: Option<(DeviceId, u64)>,
}

/// What to write to the store.
#[derive(Clone, Debug)]
pub enum Apply {
    /// What the greeting said, and what it taught of the time.
    Greeting {
        /// The greeting.
        greeting: Box<Greeting>,
        /// Comparison of the clocks; none when the answer came in another boot than the question.
        anchor: Option<ClockAnchor>,
        /// How far the hub is, as it says; this phone only keeps it.
        checkpoint: Option<String>,
        /// The hub is behind what it gave before this greeting was asked for, and does not know it.
        behind: bool,
    },
    /// The hub has another branch of this device: it becomes a new one.
    Succeed,
    /// The hub knows who comes after a device.
    Succeeded {
        /// The old device.
        old: DeviceId,
        /// The answer.
        answer: Box<Succeeded>,
    },
    /// The hub does not know this device: those before it are asked about.
    Unknown,
    /// The hub knows this device, and no longer the one that it replaced: it has no common ancestor of the two, and all of the old one is repeated.
    Orphaned(DeviceId),
    /// The hub was handed back what it asked for in this epoch.
    ReturnedAll,
    /// Receipts of a push.
    Receipts {
        /// The receipts.
        receipts: Vec<Receipt>,
        /// How far the hub is.
        checkpoint: Option<String>,
    },
    /// A page of a pull.
    Entries {
        /// Its entries.
        entries: Vec<Entry>,
        /// Lines of entries that this version cannot read.
        unread: Vec<String>,
        /// How far the hub is.
        checkpoint: Option<String>,
    },
    /// What the hub said of what was unconfirmed.
    Filed {
        /// It knows these and files them elsewhere.
        elsewhere: Vec<Subject>,
        /// First records of what it quarantines.
        quarantined: Vec<EventId>,
    },
    /// Where an upload goes on; none: it starts over.
    UploadUrl {
        /// The blob.
        hash: Hash,
        /// The address.
        url: Option<String>,
    },
    /// The hub has the blob.
    Uploaded(Hash),
    /// The hub took in a bundle that this phone carries.
    HandedIn {
        /// The bundle.
        hash: Hash,
        /// What became of it.
        outcome: Box<HandedIn>,
        /// The hub's time (ms UTC).
        hub_ms: u64,
    },
    /// The hub did not take in a bundle.
    HandInRefused {
        /// The bundle.
        hash: Hash,
        /// The code of the reason.
        code: String,
    },
    /// A piece of a blob that is being fetched.
    Piece {
        /// The blob.
        hash: Hash,
        /// Where the piece begins.
        start: u64,
        /// The piece.
        bytes: Vec<u8>,
    },
    /// All pieces are here.
    Whole(Hash),
    /// Everything is handed in: a revoked phone wipes itself.
    Wipe,
    /// This device must not sync until a person acts.
    Stop(String),
    /// The session is over: let go of what need not be kept, at this time of the hub (ms UTC).
    Prune {
        /// The hub's time.
        hub_ms: u64,
    },
}

/// HTTP methods that the protocol uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PATCH`
    Patch,
}

/// A request. The driver adds the hub's address, the authorisation and the compression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path, or a whole address where the hub named one.
    pub path: String,
    /// Headers beside those that the driver adds.
    pub headers: Vec<(&'static str, String)>,
    /// Body before compression; empty for none.
    pub body: Vec<u8>,
    /// Whether the body is worth compressing.
    pub compress: bool,
}

/// An answer, decompressed.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers by lower-case name; only `content-type`, `location`, `upload-offset`, `retry-after`, `content-range` and
    /// the checkpoint are looked at.
    pub headers: BTreeMap<String, String>,
    /// What came of the body.
    pub body: Vec<u8>,
    /// The connection broke before the body's end.
    pub cut: bool,
    /// The clocks when the head of the answer came; needed for the greeting only.
    pub reading: Option<Reading>,
    /// How long the exchange took, in milliseconds; 0 where nobody looked. The size of pieces hangs on it.
    pub took_ms: u64,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetFault {
    /// No network, or no name service.
    Down,
    /// The hub's address does not answer.
    Unreachable,
    /// It took too long.
    Slow,
    /// The connection broke.
    Broken,
    /// Who answers does not hold the key that the enrolment named: a sign-in page, somebody in between, or a hub whose key is gone.
    NotPinned,
    /// No public root certificate vouches for the server that answers.
    Untrusted,
}

impl NetFault {
    /// Whether the next try may go better.
    pub const fn passes(self) -> bool {
        !matches!(self, Self::NotPinned | Self::Untrusted)
    }
    /// Stable code at the border.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Down => "network_down",
            Self::Unreachable => "hub_unreachable",
            Self::Slow => "hub_slow",
            Self::Broken => "connection_broken",
            Self::NotPinned => "hub_not_pinned_one",
            Self::Untrusted => "hub_untrusted",
        }
    }
}

/// What a session did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Own events acknowledged.
    pub pushed: u64,
    /// Own events that the hub quarantines now.
    pub quarantined: u64,
    /// Events that were new here.
    pub pulled: u64,
    /// Everything that was new at the hub is here, whatever became of blobs afterwards.
    pub asked: bool,
    /// Blobs sent whole.
    pub blobs_up: u64,
    /// Blobs fetched whole.
    pub blobs_down: u64,
    /// Own events that still wait; filled in by the driver.
    pub waiting: u64,
    /// Own blobs that still wait; filled in by the driver.
    pub files_waiting: u64,
    /// Why the session ended early, or what did not work beside it; absent when all went well.
    pub code: Option<String>,
}
