//! The machine played over HTTP: reqwest in, reqwest out. No rule of the protocol lives here; no lock of the store is held across a wait.

mod clock;
mod enrol;
mod failure;
mod follow;
mod http;
mod live;
mod paper;
mod tls;

pub use clock::{Clock, SystemClock};
pub use enrol::{ask_to_join, enrol, enrol_by_link, take_over};
pub use failure::Failure;
pub use follow::{Follow, Left};
pub use http::{Options, SyncSession};
pub use tls::{is_hub, pin_of};

#[cfg(test)]
mod tests;
