//! Sync: the protocol, shared with the hub, and the phone's half of it. `docs/sync.md` is the protocol for other implementers.
//!
//! [`protocol`] is data only. The phone's machine is sans-I/O: events in, instructions out; it and its HTTP driver are behind the feature
//! `phone`.

pub mod certificate;
#[cfg(feature = "phone")]
pub mod driver;
pub mod enrol_link;
#[cfg(feature = "phone")]
pub mod heard;
#[cfg(feature = "phone")]
pub mod local;
#[cfg(feature = "phone")]
pub mod machine;
pub mod protocol;
