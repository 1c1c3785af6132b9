//! Checks: checklists whose versions never change, and their fillings.
//!
//! `definition` is what a list asks, `events` and `state` one filling of it, `progress` what is visible, missing and out of limits given
//! the answers so far, `rest` what of it may pass together, `known` what the record answers, `offered` with which lists a check may be begun, `photos` which photo items a photo counts for. The shipped lists are data files in `core/checklists`.

pub mod commands;
mod decimal;
mod definition;
mod events;
mod flags;
mod known;
mod known_by;
mod offered;
mod photos;
mod progress;
mod rest;
mod shipped;
mod slot;
mod state;
#[cfg(test)]
mod tests;

pub use decimal::*;
pub use definition::*;
pub use events::*;
pub use flags::*;
pub use known::*;
pub use known_by::*;
pub use offered::*;
pub use photos::answered_by_evidence;
pub use progress::*;
pub use rest::*;
pub use shipped::*;
pub use slot::*;
pub use state::*;
