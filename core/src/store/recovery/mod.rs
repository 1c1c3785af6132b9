//! What opening does about a file that is damaged, torn, copied or put back. Frozen: nothing here grows with the business, and nothing but
//! `opening` and `wipe` names it.
//!
//! `torn` mends a log whose end or middle is damaged; `aside` sets a damaged file aside, never deleting it, and starts over with what `salvage`
//! saves; `recovered` gathers what SQLite still reads of it and `pages` what only its raw pages tell; `clone_nonce` notices a copy, which
//! `replacement` makes a new device of (decision 0011).

pub(super) mod aside;
pub(super) mod clone_nonce;
mod pages;
mod recovered;
mod replacement;
mod salvage;
pub(super) mod torn;
