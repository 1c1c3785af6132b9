//! The phone's store: everything a phone has, in one SQLite file for records and one folder of blobs named by SHA-256.
//!
//! Start at [`Store`]. What was recorded is there with its projection and its place in the outbox, or not at all. The store knows no
//! business: [`Kinds`] tells it how each kind of aggregate folds and what to index. It speaks to no network: `sync` takes from the outbox
//! and hands in what came. No clock is read here: readings come in.
//!
//! `db` below: the connections and their transactions. In the middle one file a table or question (`events`, `outbox`, `projections`, `blobs`,
//! `drafts` ...) with `vault`, which seals what they write. On top `opening`, the only one that knows `recovery`.

mod beside;
mod blob_files;
mod blobs;
mod bundles;
mod business;
mod db;
mod drafts;
mod duplicates;
mod error;
mod events;
mod files;
mod find;
mod forget;
mod hand_over;
mod identity;
mod ids;
mod key_store;
mod kinds;
mod lent;
mod lock;
mod opened;
mod opening;
mod outbox;
mod predecessors;
mod projections;
mod quarantine;
mod query;
mod random;
mod rebuild;
mod receipts;
mod receive;
mod record;
mod recovery;
mod returns;
mod row;
mod schema;
mod seal;
mod set_aside;
mod settings;
mod stock;
mod unconfirmed;
mod unread;
mod vault;
mod which_count;
mod wipe;

pub use blob_files::Upload;
pub use blobs::BlobState;
pub use bundles::{Bundle, BundleState};
pub use business::{CANCELLED_AT_WORK, FLAGGED, OFFICE, gtin_name, kinds};
pub use db::{Setup, Store};
pub use error::StoreError;
pub use files::{Files, SystemFiles};
pub use hand_over::{HandedOver, Progress};
pub use identity::{Enrolment, Identity};
pub use ids::fresh_uuid;
pub use key_store::{FileKeys, KeyStore, KeyStoreError, MemoryKeys};
pub use kinds::{Index, Kinds};
pub use opening::Opened;
pub use outbox::{Counts, Unsent, UnsentState};
pub use receipts::{CLOCK_AHEAD, ReceiptsTaken};
pub use receive::Received;
pub use record::Numbers;
pub use seal::{Seal, SealError};
pub use set_aside::SetAside;
pub use settings::Storage;
pub use vault::Rotated;
pub use wipe::Candidate;

pub use crate::sync::heard::{Told, UnconfirmedEvent};

#[cfg(test)]
pub(crate) mod tests;
