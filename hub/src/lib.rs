//! The hub: sync, console, accounts, timers. Business rules live in `fettle_core::domain`, never here.
//!
//! [`ledger`] is the only way in for events; [`access`] the only place that decides who may see and do what; [`data`] what is on disk;
//! [`sync`] and [`blobs`] speak HTTP with phones; `console` draws pages for people; [`accounts`] knows who is who; [`export`] writes what anyone can check; [`upkeep`] backs up and restores, [`verify`] checks a whole data folder; [`front`] is how it meets the network; [`rescue`] takes in what lost phones held; [`server`] puts it together.

pub mod access;
pub mod accounts;
pub mod audit;
mod backups;
pub mod blobs;
mod bulk;
pub mod checklist;
pub mod cli;
pub mod clock;
mod console;
pub mod data;
pub mod demo;
mod drawing;
mod epoch;
pub mod error;
pub mod export;
mod form_numbers;
pub mod front;
pub mod health;
pub mod hub;
pub mod import;
pub mod ledger;
mod letterhead;
mod lines;
pub mod lists;
mod looks;
pub mod notice;
pub mod papers;
mod part;
pub mod random;
pub mod rescue;
pub mod server;
pub mod sql;
pub mod sync;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod upkeep;
pub mod verify;
mod viewer;
mod views;
mod watch;

pub use hub::{Hub, Options};
