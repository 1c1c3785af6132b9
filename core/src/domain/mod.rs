//! The business, pure: no I/O, no clock, no randomness. Each context has its events, its state and fold, its commands, its tests, in
//! that order.

pub mod any;
pub mod calendar;
pub mod calendars;
pub mod checks;
mod codes;
pub mod company;
pub mod dues;
pub mod fields;
pub mod filing;
pub mod find;
pub mod history;
pub mod ids;
pub mod jobs;
pub mod local_time;
pub mod parts;
pub mod people;
pub mod printed;
pub mod reach;
pub mod rules;
pub mod said;
pub mod sites;
pub mod sought;
pub mod stream;
#[cfg(test)]
pub(crate) mod testing;
pub mod values;
pub mod worklist;
