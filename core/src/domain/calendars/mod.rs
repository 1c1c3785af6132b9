//! Calendars: the notice of a year's working days, as the company published it. One record a year; who published which days when is its history.
//!
//! How days are counted is `domain::calendar`, which knows no records; what stands in files is read by the hub.

mod commands;
mod events;
mod notice;
mod state;
#[cfg(test)]
mod tests;

pub use commands::*;
pub use events::*;
pub use notice::*;
pub use state::*;
