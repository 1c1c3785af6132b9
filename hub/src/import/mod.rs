//! Import: tables of things, CSV or XLSX, become events of the person who imports. For a new company's start and for lists that come from
//! elsewhere.
//!
//! `read` brings files to rows, `plan` compares rows with the record and says what would be recorded, `run` reads what that asks for. Nothing is imported
//! unless every row is good, or the user says so; what the hub knows already is passed over, so that an import may be repeated. What is
//! recorded, and whether it may be, is the ledger's. `batch` records what a browser brings, `command` what a command does, each under a name (`brought`), `inbox` how it reaches a hub that runs, `export`
//! writes the record in the same form. `chosen` says which rows are wanted, `undo` takes a batch back, `remembered` is what the company calls
//! our columns.

pub mod batch;
mod brought;
mod chosen;
pub mod command;
mod contracts;
mod differ;
mod difference;
mod export;
mod identity;
pub mod inbox;
mod kinds;
mod known;
mod parts;
mod people;
mod plan;
mod problem;
mod problems;
mod read;
pub mod remembered;
mod row;
mod run;
mod sites;
mod skills;
#[cfg(test)]
pub(crate) mod tests;
mod told;
mod turn;
pub mod undo;
mod words;

pub use brought::{Brought, LONGEST_NAME};
pub use chosen::{Chosen, Makes, Offered};
pub use difference::Difference;
pub use export::{Codes, book, folder, template};
pub use kinds::{Column, Holds, KINDS, Kind};
pub use known::Known;
pub use plan::{Count, Plan, plan};
pub use problem::{Problem, Spot, heading, kind_name};
pub use problems::Problems;
pub use read::{Files, MAX_FILE_BYTES, day, decoded, read_folder, records, texts};
pub use run::Wanted;
#[cfg(test)]
use run::preview;
pub use told::Told;
pub use turn::Turn;
