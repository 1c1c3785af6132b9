//! One act on many jobs: `choose` takes the jobs that were ticked, or all of a filter, and asks what the act wants to know; `look` says for each job
//! what will happen or why not; `carry` does it, each job by a command of its own; `told` says what became of each, and takes it back.
//!
//! What an act is and how it is taken back is the domain's (`ManyAct`).

mod asked;
mod carry;
mod choose;
mod look;
mod told;

pub(super) use asked::offered;
pub(in crate::console) use carry::carry;
pub(in crate::console) use choose::choose;
pub(in crate::console) use look::look;
pub(in crate::console) use told::{again_or_back, told};
