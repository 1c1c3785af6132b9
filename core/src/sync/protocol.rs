//! What phone and hub say to each other: plain JSON, NDJSON in runs, zstd by `Content-Encoding`. See `docs/sync.md`.

use super::certificate::Certificate;
pub use crate::domain::stream::{BadStream, Stream};
use crate::kernel::{ChainHead, DeviceId, Event, EventId, Hash, PersonId, SignedHead, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Version of the protocol, in the path of every request: `/sync/v1/...`.
pub const VERSION: u16 = 1;
/// Media type of runs of lines.
pub const NDJSON: &str = "application/x-ndjson";
/// Most events in one push. More are sent in further requests.
pub const MAX_PUSH_EVENTS: usize = 1_000;
/// Longest body of a request after decompression, in bytes; longer ones are answered 413 `body_too_large`.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Most events in one page that is handed back.
pub const MAX_RETURN_EVENTS: usize = 500;
/// Most entries in one page of a pull.
pub const MAX_PAGE: u32 = 5_000;
/// Largest blob, in bytes.
pub const MAX_BLOB_BYTES: u64 = 64 * 1024 * 1024;
/// Largest rescue bundle that is taken by upload, in bytes; a larger one goes to the hub as a file.
pub const MAX_RESCUE_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// Paths of the requests. Every request but enrolment carries `Authorization: Bearer TOKEN`.
pub mod paths {
    /// `POST` [`EnrolRequest`](super::EnrolRequest) -> [`Enrolled`](super::Enrolled).
    pub const ENROL: &str = "/sync/v1/enrol";
    /// `POST` [`SucceedRequest`](super::SucceedRequest), with the old device's token -> [`Succeeded`](super::Succeeded).
    pub const SUCCEED: &str = "/sync/v1/succeed";
    /// `POST` [`Hello`](super::Hello) -> [`Greeting`](super::Greeting).
    pub const HELLO: &str = "/sync/v1/hello";
    /// `POST` lines of [`PushLine`](super::PushLine) -> lines of [`Receipt`](super::Receipt).
    pub const PUSH: &str = "/sync/v1/push";
    /// `POST` lines of [`ReturnLine`](super::ReturnLine) -> [`Returned`](super::Returned).
    pub const RETURN: &str = "/sync/v1/return";
    /// `POST` [`PullRequest`](super::PullRequest) -> lines of [`PullLine`](super::PullLine).
    pub const PULL: &str = "/sync/v1/pull";
    /// `POST` [`FiledRequest`](super::FiledRequest) -> [`Filed`](super::Filed).
    pub const FILED: &str = "/sync/v1/filed";
    /// `GET`: server-sent events named `moved` with [`Moved`](super::Moved) as data, and a comment every 20 s to keep the line open.
    pub const LIVE: &str = "/sync/v1/live";
    /// `HEAD` and `GET` (with `Range`) of `/sync/v1/blobs/SHA256`: a blob that the hub has; 404 `blob_unknown` otherwise.
    pub const BLOBS: &str = "/sync/v1/blobs";
    /// `GET`: the sealed paper of a signed document as PDF, by job, hash of the document and language (`zh-CN`, `en`, `both`); 404 where there is none
    /// within reach, 409 `sheet_in_doubt` while a person has to look at it.
    pub const PAPERS: &str = "/sync/v1/papers/{job}/{hash}/{language}";
    /// tus 1.0.0 with the extension `creation`: `POST` here gives `201` and `Location: /sync/v1/uploads/ID`; `HEAD` and `PATCH` there.
    /// `Upload-Metadata` has `sha256` (64 hex digits) and `type` (media type), both base64 as tus asks.
    /// A blob that the hub has already is answered `201` with `Upload-Offset` equal to its length: nothing is to be sent.
    pub const UPLOADS: &str = "/sync/v1/uploads";
    /// `POST` [`HandIn`](super::HandIn): a bundle that was uploaded as a blob of type `application/vnd.fettle.rescue` is taken in; the answer is
    /// a report in JSON, [`HandedIn`](super::HandedIn) and more.
    pub const RESCUE: &str = "/sync/v1/rescue";
}

/// Name of a header in both directions: an answer to hello, push or pull has it, and the next request of these brings it back. It says, with the
/// hub's own signature, how far the hub was. A hub that was put back is behind it, and begins another epoch. Means nothing to a phone.
pub const CHECKPOINT: &str = "fettle-checkpoint";

/// Status of tus for bytes that are not what was announced: the finished upload's SHA-256 is not the announced one. The upload is gone.
pub const STATUS_CHECKSUM_MISMATCH: u16 = 460;

/// `POST /sync/v1/enrol`: a phone asks to become a device. No authorisation but the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The one-time code from the QR.
    pub code: String,
    /// The id that the phone drew when its store was made.
    pub device: DeviceId,
    /// Its Ed25519 public key, 64 hex digits.
    pub public_key: String,
    /// What people call it, such as a model name.
    pub name: String,
    /// Version of the app.
    pub app: String,
    /// Signature by the device key over `fettle.enrol.v1\0` + code + `\0` + device id: proves that the key is there.
    pub proof: String,
}

/// The answer to [`EnrolRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Whose phone it is now.
    pub person: PersonId,
    /// Short code of the device, unique on the hub: first part of the numbers that people read (`A7-12`).
    pub short: String,
    /// Bearer token for every further request; shown once.
    pub token: String,
    /// The hub's name for people.
    pub hub_name: String,
    /// The hub's Ed25519 public key: checks papers offline.
    pub hub_key: String,
    /// The hub's time, milliseconds since 1970 UTC.
    pub now: u64,
    /// Makes the phone a device again on a hub that was put back from a backup of before; absent from older hubs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Box<Certificate>>,
}

/// Most links in [`SucceedRequest::held`].
pub const MAX_HELD: usize = 1_000;

/// `POST /sync/v1/succeed`: a device that was restored or cloned goes on as a new one. Authorised by the old device's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SucceedRequest {
    /// The new device's id.
    pub device: DeviceId,
    /// Its Ed25519 public key, 64 hex digits.
    pub public_key: String,
    /// Its bearer token, 64 hex digits, drawn by the phone: the answer holds no secret and may be given again.
    pub token: String,
    /// Version of the app.
    pub app: String,
    /// Signature by the new key over [`succeed_bytes`].
    pub proof: String,
    /// Signature by the old key over the same.
    pub old_proof: String,
    /// Links of the old device's chain that the phone has, newest first, at most [`MAX_HELD`]; not all of them.
    pub held: Vec<ChainHead>,
}

/// The answer to [`SucceedRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succeeded {
    /// As after enrolment; the token is empty.
    #[serde(flatten)]
    pub enrolled: Enrolled,
    /// The newest of `held` that the hub has too; number 0 for none.
    pub common: ChainHead,
}

/// What a device signs to show, with its one-time code, that it holds its key.
pub fn enrol_bytes(code: &str, device: DeviceId) -> Vec<u8> {
    format!("fettle.enrol.v1\0{code}\0{device}").into_bytes()
}

/// What both devices of a replacement sign.
pub fn succeed_bytes(old: DeviceId, new: DeviceId) -> Vec<u8> {
    format!("fettle.succeed.v1\0{old}\0{new}").into_bytes()
}

/// `POST /sync/v1/hello`: the start of every session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Versions of the protocol that the phone speaks.
    pub versions: Vec<u16>,
    /// The phone's newest event.
    pub head: ChainHead,
    /// The phone's wall clock, milliseconds since 1970 UTC.
    pub wall: i64,
    /// Version of the app.
    pub app: String,
}

/// What a hub lost when it was put back from a backup: events of its own consoles, which phones have read with its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Former consoles, and the newest number of each that the backup knew. Signed events of any other device are lost whole.
    pub after: BTreeMap<DeviceId, u64>,
    /// The console that writes now: nothing of it was lost.
    pub console: DeviceId,
}

/// One line of `POST /sync/v1/return`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnLine {
    /// What makes a phone a device again that the hub does not know.
    Certificate(Box<Certificate>),
    /// An event with the hub's signature.
    Event(Box<Event>),
}

/// The answer to a page of [`ReturnLine`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// Events that were new.
    pub taken: u64,
    /// What is asked for, for a phone that could not greet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
}

/// The hub's greeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// The version that is spoken from here on.
    pub version: u16,
    /// Changes whenever the hub was restored or moved: cursors of another epoch mean nothing, pull starts over, nothing local is deleted.
    pub epoch: Uuid,
    /// The newest event that the hub has of this device; the phone pushes from the next one on, also such as were acknowledged before.
    pub have: ChainHead,
    /// Streams that the phone may follow, with the newest number of each. Also of kinds that this version does not know; what is no name at
    /// all is passed over.
    #[serde(deserialize_with = "streams")]
    pub streams: BTreeMap<Stream, u64>,
    /// The hub's time, milliseconds since 1970 UTC.
    pub now: u64,
    /// The device was revoked: it hands in what it has, and then wipes itself. Absent otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// The keys that the phone accepts this hub by from now on (SHA-256 of the SubjectPublicKeyInfo): the one in use, and the next one before
    /// it comes into use. Empty: nothing changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pins: Vec<Hash>,
    /// What the hub asks back; absent where nothing was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// Of the events of this device and of those before it those in quarantine, newest first, at most [`MAX_QUARANTINED`]. Absent where there
    /// are none. Says what a receipt said before; a hub that was restored may quarantine what it had let through since.
    #[serde(default, rename = "apart", skip_serializing_if = "Vec::is_empty")]
    pub quarantined: Vec<QuarantinedEvent>,
}

fn streams<'de, D: serde::Deserializer<'de>>(d: D) -> Result<BTreeMap<Stream, u64>, D::Error> {
    let all = BTreeMap::<String, serde_json::Value>::deserialize(d)?;
    Ok(all.into_iter().filter_map(|(name, newest)| Some((name.parse().ok()?, newest.as_u64()?))).collect())
}

/// Most events in [`Greeting::quarantined`].
pub const MAX_QUARANTINED: usize = 1_000;

/// An event that the hub quarantines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedEvent {
    /// Its id.
    pub event: EventId,
    /// Code of the reason, as in [`Receipt::quarantined`].
    pub code: String,
}

/// One line of a push: `POST /sync/v1/push`. Events in device order, then one signed head.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushLine {
    /// An event.
    Event(Box<Event>),
    /// The head after the last event of this push.
    Head(SignedHead),
}

/// One line of the answer to a push, in the order of the events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The event's number on the device.
    pub number: u64,
    /// The event's chain hash: the phone compares before it lets go of anything.
    pub hash: Hash,
    /// When the hub received it first, milliseconds since 1970 UTC.
    pub at: u64,
    /// Absent when accepted. Otherwise the code of the reason for which the hub quarantines it; the event is stored, never dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantined: Option<String>,
    /// Codes of what the hub noticed without refusing, such as `clock_ahead`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
}

/// `POST /sync/v1/rescue`: the uploaded bundle with this hash is to be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandIn {
    /// SHA-256 of the bundle's file.
    pub hash: Hash,
}

/// What the answer to [`HandIn`] says to whom it carried: counts only, the work is another's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// Events that are new on record.
    pub accepted: u64,
    /// Events that were on record before.
    pub known: u64,
    /// Events that are quarantined, by reason.
    #[serde(default, rename = "apart")]
    pub quarantined: Vec<HandedInQuarantined>,
    /// Files that are new.
    pub blobs: u64,
    /// Files that were there before.
    pub blobs_known: u64,
    /// What could not be read.
    #[serde(default)]
    pub damage: HandedInDamage,
}

/// See [`HandedIn::quarantined`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedInQuarantined {
    /// How many events.
    pub events: u64,
}

/// See [`HandedIn::damage`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandedInDamage {
    /// Chunks that do not open.
    pub chunks: u64,
    /// The end is missing.
    pub cut: bool,
    /// Events that did not come.
    pub events_missing: u64,
    /// Files that did not come.
    pub blobs_missing: Vec<crate::kernel::BlobRef>,
}

/// `POST /sync/v1/pull`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// The epoch that the cursors belong to.
    pub epoch: Uuid,
    /// The newest number that the phone has of each stream it follows; 0 for none.
    pub cursors: BTreeMap<Stream, u64>,
    /// Most entries wanted.
    pub limit: u32,
}

/// Most aggregates, and most events, in one [`FiledRequest`].
pub const MAX_FILED: usize = 500;

/// `POST /sync/v1/filed`: a phone that was with the hub before its restore asks about what it has and was not sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledRequest {
    /// The epoch in which everything was pulled.
    pub epoch: Uuid,
    /// At most [`MAX_FILED`].
    pub subjects: Vec<Subject>,
    /// First records of what others said, at most [`MAX_FILED`]. Older phones ask about none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventId>,
}

/// The answer to [`FiledRequest`]. What the hub does not know at all it does not name: the phone keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Aggregates that the hub knows and files in no stream of the caller: to be forgotten, as by [`Entry::forget`].
    pub elsewhere: Vec<Subject>,
    /// Of the events asked about, those that came again and that the hub quarantines: they count for nobody until they are delivered.
    #[serde(default, rename = "apart", skip_serializing_if = "Vec::is_empty")]
    pub quarantined: Vec<EventId>,
}

/// One line of the answer to a pull. Entries of one stream come in order without gaps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PullLine {
    /// An entry of a stream.
    Entry(Entry),
    /// The last line. A page without it was cut off: what came before it counts.
    End {
        /// Whether to pull again at once.
        more: bool,
        /// SHA-256 of all lines before this one, with their line ends: a byte that was changed on the way is seen. Absent from older hubs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<Hash>,
    },
}

/// The place of an entry that does not read as a whole: its stream and number, which stand first.
pub fn place(line: &str) -> Option<(Stream, u64)> {
    let rest = line.trim_start().strip_prefix(r#"{"entry":{"s":""#)?;
    let (name, rest) = rest.split_once('"')?;
    let rest = rest.strip_prefix(r#","n":"#)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    Some((name.parse().ok()?, rest.get(..digits)?.parse().ok()?))
}

/// What stands in a stream: one of `e`, `forget` and `quarantined` (on the wire `apart`); an entry with none of them only moves the cursor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The stream.
    pub s: Stream,
    /// Its number there: 1, 2, 3 ... in commit order.
    pub n: u64,
    /// An event of an aggregate that is filed here. The same event may stand in several streams; its id tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<Box<Event>>,
    /// The aggregate is no longer filed here. A phone that follows no other stream with it forgets it, after its unsent work about it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forget: Option<Subject>,
    /// An event that was delivered here and that the hub quarantines now: it counts no more until it is delivered again.
    #[serde(default, rename = "apart", skip_serializing_if = "Option::is_none")]
    pub quarantined: Option<EventId>,
}

/// Data of the live event `moved`: stream `s` has entries up to `n` now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The stream.
    pub s: Stream,
    /// Its newest number.
    pub n: u64,
}

/// The body of every answer that is not 2xx.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Stable code; its text is `error-<code>` in the catalogue (with `-` for `_`).
    pub code: String,
    /// The text in the language of `Accept-Language` (zh-CN or en).
    pub text: String,
    /// What the text mentions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}
