//! Encryption at rest: AES-256-GCM, value by value, under a key of the platform's key store.
//!
//! `key`: one key, and what a sealed value looks like. `ring`: [`Vault`], the keys that are in use. `opening`: making the first key,
//! finding that a key is lost, wrong or not given now. `values` and `files`: every place where sealed values stand; `convert` (stores of
//! version 1, whose values stand plain) and `rotate` (a new key) walk them. Nothing here knows what a value means, and no key is ever
//! written to a file.

mod convert;
mod files;
mod key;
mod opening;
mod ring;
mod rotate;
mod values;

pub(super) use opening::{begin, forget_keys, open, opener_of};
pub(super) use ring::Vault;
pub use rotate::Rotated;

#[cfg(test)]
mod tests;
