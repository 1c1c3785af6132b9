//! Helpers for the whole-system tests.

pub mod disk;
