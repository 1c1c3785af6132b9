//! Import: a folder of CSV files, one a kind of thing, becomes events of the person who imports. For a new company's start and for lists
//! that come from elsewhere.
//!
//! Nothing is imported unless every row is good, or the user says so; what the hub knows already is passed over, so that an import may be
//! repeated. Reading and checking is here; recording is the ledger's.

mod company;
mod known;
mod parts;
mod problem;
mod run;
mod sites;
mod table;
#[cfg(test)]
mod tests;

pub use company::{Plan, plan};
pub use known::Known;
pub use problem::{Problem, Problems};
pub use run::{import, preview};
pub use table::{Files, read_folder};
