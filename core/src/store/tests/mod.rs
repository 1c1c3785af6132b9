//! Tests of the store, with a small aggregate of their own.

mod basics;
pub(crate) mod kit;
mod rescue;
