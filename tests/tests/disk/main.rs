//! The disk that fails on demand, and what stores and hubs make of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod layer;
