//! Probes: functions that take any bytes, put them where bytes from outside come in, and panic when something that has to hold does not.
//!
//! One file a way in. `tests/fuzz` feeds them what a fuzzer invents, `tests/probes/tests/corpora.rs` the kept corpora and every input that once
//! failed; so they know no fuzzer, draw no randomness and read no clock. What they assert stands in `tests/fuzz/README.md`. Not here: tests of what the
//! code is meant to do with good input.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "tests")]

pub mod bodies;
#[cfg(feature = "hub")]
pub mod bundle;
pub mod business;
pub mod camera;
pub mod checklist;
#[cfg(feature = "hub")]
pub mod console;
pub mod events;
#[cfg(feature = "hub")]
mod hub;
#[cfg(feature = "hub")]
pub mod import;
pub mod label;
pub mod mutate;
#[cfg(feature = "hub")]
pub mod paper;
pub mod photo;
#[cfg(feature = "hub")]
pub mod push;
pub mod rescue;
pub mod scan;
pub mod session;
pub mod sheet;
pub mod stroke;
#[cfg(feature = "hub")]
pub mod upload;

/// A probe.
pub type Probe = fn(&[u8]);

/// Every probe: the name of its corpus, the function, and how many mutations of the corpus the replay makes (some milliseconds to some
/// microseconds each).
pub const PROBES: &[(&str, Probe, usize)] = &[
    ("bodies", bodies::bodies, 300),
    #[cfg(feature = "hub")]
    ("bundle", bundle::bundle, 60),
    ("camera", camera::camera, 400),
    ("checklist", checklist::checklist, 600),
    #[cfg(feature = "hub")]
    ("console", console::console, 60),
    ("events", events::events, 600),
    #[cfg(feature = "hub")]
    ("import", import::import, 200),
    ("label", label::label, 60),
    #[cfg(feature = "hub")]
    ("paper", paper::paper, 100),
    ("photo", photo::photo, 300),
    #[cfg(feature = "hub")]
    ("push", push::push, 100),
    ("rescue", rescue::rescue, 150),
    ("scan", scan::scan, 2_000),
    ("session", session::session, 600),
    ("sheet", sheet::sheet, 600),
    ("stroke", stroke::stroke, 600),
    #[cfg(feature = "hub")]
    ("upload", upload::upload, 100),
];
