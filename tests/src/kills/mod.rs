//! What the real phone (`fettle-phone`) and who kills it (`fettle-kills`) share: draws and the journal outside the store.

mod dice;
mod journal;

pub use dice::Dice;
pub use journal::{Journal, Line, read};
