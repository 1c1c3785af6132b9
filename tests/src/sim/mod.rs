//! The simulator: one hub and its phones in one process, real stores and real sync machines, while network, clocks and randomness come from
//! a seed. The same seed gives the same trace.
//!
//! `world` holds everything and plays the queue of happenings, `session` the phones' sessions, `quiet` the end; `company` is the firm that all
//! seeds start from; `work` makes plausible days; `pieces` knows where every part really is, `crowd` which forms are open at the console,
//! `written` who wrote what on sight of what; `faults` draws and strikes what goes wrong, one file a family; `net` is the weather between
//! phones and hub; `oracles` say what must be true after quiet, one file a promise; `shrink` finds the faults that a failure needs; `spoil`
//! breaks a promise on purpose, so that tests see its oracle fail. The hub's database is a file or on a PostgreSQL server (`FETTLE_TEST_SERVER`):
//! `database` says what each fault is on either, `server` has a run's databases, `line` is what the hub speaks to them over. Nothing here decides
//! business: all work goes through the domain's commands.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "tests")]

pub mod company;
mod crowd;
mod database;
pub mod dice;
mod doing;
mod enrolment;
pub mod faults;
mod http;
mod hub;
mod line;
mod net;
pub mod oracles;
mod phone;
mod pieces;
mod quiet;
pub mod run;
pub mod server;
mod session;
pub mod shrink;
pub mod spoil;
pub mod totals;
pub mod trace;
mod work;
pub mod world;
mod written;

pub use run::{Outcome, Seed, play};
pub use shrink::shrunk;
pub use totals::Totals;
