//! The disk that fails on demand, and what stores and hubs make of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod blobs;
mod full;
mod hub;
mod layer;
mod notes;
mod phone;
mod script;
