//! The phone's store: everything a phone has, in one SQLite file for records and one folder of blobs named by SHA-256.
//!
//! Start at [`Store`]. What was recorded is there with its projection and its place in the outbox, or not at all. The store knows no
//! business: [`Kinds`] tells it how each kind of aggregate folds and what to index. It speaks to no network: `sync` takes from the outbox
//! and hands in what came. No clock is read here: readings come in.

mod apart;
mod blobs;
mod bundles;
mod business;
mod doubt;
mod drafts;
mod error;
mod events;
mod files;
mod forget;
mod hand_over;
mod handle;
mod identity;
mod ids;
mod key_store;
mod kinds;
mod lent;
mod lock;
mod outbox;
mod pages;
mod projections;
mod query;
mod receipts;
mod receive;
mod record;
mod remains;
mod rescue;
mod returns;
mod row;
mod salvage;
mod schema;
mod seal;
mod settings;
mod stock;
mod succession;
mod torn;
mod twins;
mod unread;
mod vault;
mod wipe;
mod witness;

pub use blobs::{BlobState, Upload};
pub use bundles::{Bundle, BundleState};
pub use business::{CANCELLED_AT_WORK, FLAGGED, FOLDS, gtin_name, kinds};
pub use doubt::Doubted;
pub use error::StoreError;
pub use files::{Files, SystemFiles};
pub use hand_over::{HandedOver, Progress};
pub use handle::{Opened, SetAside, Setup, Store};
pub use identity::{Enrolment, Identity};
pub use ids::fresh_uuid;
pub use key_store::{FileKeys, KeyStore, KeyStoreError, MemoryKeys};
pub use kinds::{Index, Kinds};
pub use outbox::{Counts, Unsent, UnsentState};
pub use receipts::{CLOCK_AHEAD, ReceiptsTaken};
pub use receive::{Received, Told};
pub use record::Numbers;
pub use seal::{Seal, SealError};
pub use settings::Storage;
pub use vault::Rotated;
pub use wipe::Candidate;

#[cfg(test)]
pub(crate) mod tests;
