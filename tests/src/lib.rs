//! Helpers for the whole-system tests: [`disk`] fails on demand, [`sim`] plays a hub and its phones from a seed,
//! [`kills`] is shared by the real processes that are killed.

pub mod disk;
pub mod kills;
pub mod sim;
mod splitmix;
