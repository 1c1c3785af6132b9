//! Rows: what pages list, sort, filter and search, each table a module. They are functions of the folded states and of where these are filed,
//! written in the transaction that changes those, and computed again by `fettle verify`. No rule of the business, no page, and nothing that a
//! phone syncs.
//!
//! A row that shows another record's name is written again when that name changes: at once where they are few, else by `fill`, beside serving.

mod at_work;
mod directory;
mod directory_list;
mod due;
mod dues;
mod facet;
mod fill;
mod item;
mod job_list;
mod jobs;
mod page;
mod pieces;
mod places;
mod question;
mod search;
mod short;
mod takes;
mod write;

pub(super) use at_work::people;
pub use directory::{By, Listed};
pub use directory_list::{Directory, Ended, ListOrder};
pub use dues::{DueRow, LateKey};
pub(super) use dues::{dues_of, first_due, next_due};
pub use facet::Facet;
pub(crate) use fill::fill_all;
pub(super) use item::Item;
pub use job_list::{Jobs, Which};
pub use jobs::{JobListed, JobSort};
pub use page::{Key, Page};
pub use pieces::Piece;
pub use places::{PlaceSum, Places};
pub use search::Found;
pub use short::ShortPart;
pub use takes::Takes;
pub(super) use write::{differ, has, hold, left_over, put, stock_holds, stock_moved, write_again};

#[cfg(test)]
mod tests;
