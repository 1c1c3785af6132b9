//! Jobs: the work order from reported to closed, and the documents that its parties sign.
//!
//! `events` says what can happen, `state` what is known then (`progress`: in one word), `fold` how one becomes the other; `commands` what a person may do; `corrections` say what of a report changes, `correct` how that makes the report;
//! `document` is what is signed, `signed` one on record with its answers, `signing` what follows from signatures; `build` makes the service report, whose form is `sheet`, and `build_daily` the daily one, `internal` what our own copy has beside; `follows` holds a signed one against the record; `sla` and `figures` are reckoned from jobs, and `evidence`, what is still to be shown of the fault; `visits` says on which way somebody works, `withdrawal` takes a step back that was a mistake. Checklists live in `checks`, parts and their debts in
//! `parts`.

mod build;
mod build_daily;
mod codes;
pub mod commands;
mod correct;
mod corrections;
mod day;
pub mod document;
mod dues;
mod events;
mod evidence;
mod facts;
mod figures;
mod flags;
mod fold;
mod follows;
mod internal;
mod moment;
mod older;
mod progress;
pub mod sheet;
mod signed;
mod signing;
mod sla;
mod state;
mod summary;
#[cfg(test)]
pub(super) mod tests;
mod visits;
mod withdrawal;

pub use build::*;
pub use build_daily::build_daily;
pub use codes::*;
pub use corrections::{Corrected, ReportChange};
pub use day::*;
pub use dues::{dues, late};
pub use events::*;
pub use facts::*;
pub use figures::*;
pub use flags::*;
pub use follows::{Around, daily_differences, differences};
pub use internal::{InternalPart, internal_part};
pub use moment::*;
pub use signed::*;
pub use sla::*;
pub use state::*;
pub use summary::*;
