//! An import is taken back: what it brought is ended, what it changed says again what it said before. Nothing is deleted; a record that somebody
//! else wrote since, or on which work hangs, stays as it is, and is told. What may end, and when, is the business' (`fettle_core::domain`).
//!
//! `found` says what an import wrote, `decide` and `stock` what becomes of one record, `run` carries it out part by part, `fate` is what is told.

mod decide;
mod desk;
mod fate;
mod found;
mod run;
mod stock;

pub use fate::{Count, Left, Stage, Undo};
pub use run::{begin, look};
