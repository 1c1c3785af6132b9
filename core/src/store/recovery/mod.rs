//! What opening does about a file that is damaged, torn, copied or put back. Frozen: nothing here grows with the business, and nothing but
//! `opening` and `wipe` names it.
//!
//! `torn` mends a log whose end or middle is damaged; `aside` sets a damaged file aside, never deleting it, and begins anew with what `salvage`
//! saves; `remains` gathers what SQLite still reads of it and `pages` what only its raw pages tell; `witness` notices a copy, which `succession`
//! makes a new device of (decision 0011).

pub(super) mod aside;
mod pages;
mod remains;
mod salvage;
mod succession;
pub(super) mod torn;
pub(super) mod witness;
