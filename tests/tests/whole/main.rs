//! The whole system: real hub, real phones' cores, HTTP, databases, files, papers, in one process.
//!
//! `district` is the company, `phone` a phone that is tapped as a shell would, `repair` a job's steps on it, `states` compares what hub and
//! phones hold. The other modules are the tests. What one part can show alone is tested beside its code, not here.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "tests")]

mod bad_input;
mod beside;
mod browser;
mod carried;
mod company;
mod convergence;
mod copies;
mod day;
mod demo;
mod desk;
mod district;
mod enrol;
mod lent;
mod live;
mod locked;
mod office;
mod peers;
mod phone;
mod process;
mod readme;
mod refiling;
mod repair;
mod restored;
mod sealed;
mod slow;
mod snapshot;
mod states;
mod store;
mod terminal;
