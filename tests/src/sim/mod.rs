//! The simulator: one hub and its phones in one process, real stores and real sync machines, while network, clocks and randomness come from
//! a seed. The same seed gives the same trace.
//!
//! `world` holds everything and plays the queue of happenings; `company` is the firm that all seeds start from; `work` makes plausible
//! days; `faults` draws and strikes what goes wrong, one file a family; `net` is the weather between phones and hub; `oracles` say what must
//! be true after quiet, one file a promise; `shrink` finds the faults that a failure needs. Nothing here decides business: all work goes
//! through the domain's commands.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "tests")]

pub mod company;
pub mod dice;
pub mod faults;
mod http;
mod hub;
mod net;
pub mod oracles;
mod phone;
pub mod run;
pub mod shrink;
pub mod totals;
pub mod trace;
mod work;
pub mod world;

pub use run::{Outcome, Seed, play};
pub use shrink::shrunk;
pub use totals::Totals;
