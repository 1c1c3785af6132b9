//! Commands about customers, sites, contracts and equipment, one file each. A change names what its author changed; what stands in the way of an
//! end is counted by whoever asks, and said with the refusal.

mod contracts;
mod customers;
mod equipment;
mod many;
mod sites;

pub use contracts::*;
pub use customers::*;
pub use equipment::*;
pub use many::*;
pub use sites::*;

use crate::domain::people::Centre;
use crate::kernel::Refusal;

/// What a command gives.
type Drafts = Result<Vec<crate::kernel::Draft>, Refusal>;

/// A reason, which has to say something.
fn because(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::new("reason_missing")) } else { Ok(reason.to_owned()) }
}

/// Refuses an end as long as `count` of something stand in its way.
fn free_of(code: &'static str, count: u64) -> Result<(), Refusal> {
    if count == 0 { Ok(()) } else { Err(Refusal::new(code).with("count", count)) }
}

fn open(centre: &Centre) -> Result<(), Refusal> {
    if centre.open { Ok(()) } else { Err(Refusal::new("centre_unknown")) }
}
