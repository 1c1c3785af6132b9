//! The company itself: what stands in the head of its papers. One record; who wrote which field when is its history.

mod backup;
mod commands;
mod events;
mod form_number;
mod state;
#[cfg(test)]
mod tests;

pub use backup::*;
pub use commands::*;
pub use events::*;
pub use form_number::*;
pub use state::*;
