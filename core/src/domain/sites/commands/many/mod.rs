//! One act on many records of customers, sites, contracts or machines: which acts there are and who may do them so, what each comes to on one record,
//! and how it is taken back. Each record gets a command of its own; nothing here knows how many there are.

mod centres;
mod contracts;
mod equipment;

pub use centres::{ManyCustomers, ManySites};
pub use contracts::{MOST_MONTHS, ManyContracts};
pub use equipment::{AroundMachine, ManyEquipment};

use super::Drafts;
use crate::kernel::{Draft, Refusal};

/// Refuses what would change nothing: who does something to many wants to know which of them are so already.
fn news(drafts: Vec<Draft>) -> Drafts {
    if drafts.is_empty() { Err(Refusal::new("already_so")) } else { Ok(drafts) }
}

/// Whether an act may be done by who is asked about.
fn must(may: bool) -> Result<(), Refusal> {
    if may { Ok(()) } else { Err(Refusal::new("not_allowed")) }
}
