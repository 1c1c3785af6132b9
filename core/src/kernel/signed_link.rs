//! What makes one event of a chain stand by itself.

use super::hash::Hash;
use serde::{Deserialize, Serialize};

/// What makes one event of a chain stand by itself: the hash before it and its own signed head. Who has it with the event needs nothing else
/// of the chain to know that the device wrote it at that place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedLink {
    /// Hash of the chain before the event.
    pub before: Hash,
    /// Signature of the head after it, 128 hex digits.
    pub signature: String,
}
