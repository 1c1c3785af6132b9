//! Commands about parts. `cards` and `places`: master data; `many`: one act on many cards; `ledger`: movements of the store and of work; `receipt`: what came from a supplier;
//! `slips`: from the request to the issue, and taking first; `stocktake`; `returns`: back by scan, inspection, and debts settled with a reason; `on_its_way`: sent back, and received.

mod books;
mod cards;
mod ledger;
mod many;
mod on_its_way;
mod places;
mod receipt;
mod returns;
mod slips;
mod stocktake;

pub use books::Books;
pub use cards::*;
pub use ledger::*;
pub use many::*;
pub use on_its_way::*;
pub use places::*;
pub use receipt::*;
pub use returns::*;
pub use slips::*;
pub use stocktake::*;

use crate::kernel::{Draft, Refusal};

/// What a command gives.
type Drafts = Result<Vec<Draft>, Refusal>;

/// A reason, which has to say something.
fn because(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::new("reason_missing")) } else { Ok(reason.to_owned()) }
}
