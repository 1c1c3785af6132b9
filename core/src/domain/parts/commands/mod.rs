//! Commands about parts. `cards`: cards and places; `ledger`: movements of the store and of work; `slips`: from the request to the issue, and
//! taking first; `stocktake`; `returns`: back by scan, inspection, and debts settled with a reason.

mod books;
mod cards;
mod ledger;
mod returns;
mod slips;
mod stocktake;

pub use books::Books;
pub use cards::*;
pub use ledger::*;
pub use returns::*;
pub use slips::*;
pub use stocktake::*;
