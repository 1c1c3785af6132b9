//! Tests of the store, with a small aggregate of their own.

mod basics;
mod bundles;
mod closing;
mod damage;
mod find;
mod folds;
mod greeting;
mod hand_over;
pub(crate) mod kit;
mod rebuild;
mod replacement;
mod rescue;
mod spent;
mod stock;
mod wipe;
