//! Helpers for the whole-system tests: [`disk`] fails on demand, [`sim`] plays a hub and its phones from a seed.

pub mod disk;
pub mod sim;
