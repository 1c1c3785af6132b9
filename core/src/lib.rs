//! fettle-core: what phone and hub must agree on, and the phone's own half.
//!
//! Dependencies point one way: `kernel` <- `domain` <- {`store`, `sync`} <- `screens`; `text` is known to all. Nothing in `kernel` or
//! `domain` opens a file, reads a clock or draws a random number: time and ids come in. What only a hub does, or only a shell does, must
//! not live here.

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

pub mod about;
pub mod domain;
pub mod kernel;
pub mod rescue;
#[cfg(feature = "phone")]
pub mod screens;
#[cfg(feature = "phone")]
pub mod store;
pub mod sync;
pub mod text;
