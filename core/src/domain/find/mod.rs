//! How records are found and put in order: the words under which a text is indexed, what a person's question asks of that index, and the key by
//! which names sort. Pure text: what an index is made of, and where it is kept, is decided by whoever keeps one (the hub's `ledger::rows`).

mod beginnings;
mod called;
mod query;
mod sort;
mod sound;
mod words;

pub use called::Called;
pub use query::{Phrase, Query, Term};
pub use sort::{letter, sort_key};
pub use words::{Words, exact};

#[cfg(test)]
mod tests;
