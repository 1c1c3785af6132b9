//! A year's notice as people have it: CSV, what was typed in the same form, or iCalendar. Each line that does not read is told with its number
//! and the reason. Nothing here knows what is on record, and what a notice may say is the domain's.

mod ics;
mod lines;
mod read;
mod reading;
mod table;
#[cfg(test)]
mod tests;

pub use read::read;
pub use reading::{Reading, Wrong};
pub use table::written;
