//! Fresh ids: UUIDv7.

use uuid::{NoContext, Timestamp, Uuid};

/// A fresh UUIDv7 at `ms` milliseconds since 1970 UTC, from the system's randomness. For ids that commands need.
pub fn fresh_uuid(ms: u64) -> Uuid {
    // Milliseconds of a second fit u32.
    let nanos = u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(NoContext, ms / 1000, nanos))
}
