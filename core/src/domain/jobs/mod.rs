//! Jobs: the work order from reported to closed, and the sheet that the customer signs.
//!
//! `events` says what can happen, `state` what is known then, `fold` how one becomes the other; `commands` what a person may do;
//! `promises`, `repeats` and `causes` are figures over jobs. Checklists live in `checks`, parts and their debts in `parts`.

mod codes;
mod events;
mod fold;
pub mod sheet;
mod state;

pub use codes::*;
pub use events::*;
pub use state::*;
