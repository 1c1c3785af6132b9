//! A document and the answers to it, on two screens: the customer's mode (`customer`), and the engineer's side (`side`) with what is not the
//! customer's to tap: refusal, absence, further parties, amendment. Only the parts are named here.

mod act;
mod answers;
mod customer;
mod daily;
mod lines;
mod meant;
mod parties;
mod places;
mod receipt;
mod side;
mod signers;
mod sources;
mod summary;

pub(crate) use act::act;
pub use answers::SignedAnswer;
pub use customer::SheetAndSignScreen;
pub(crate) use customer::show;
pub use receipt::{Receipt, SheetPaper};
pub use side::SheetSideScreen;
pub(crate) use side::show as show_side;
