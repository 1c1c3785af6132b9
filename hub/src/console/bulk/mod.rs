//! One act on many records of a list: `offered` says which acts a list shows; `choose` takes the records that were ticked; `asked` asks what the act wants
//! to know; `look` says for each record what will happen or why not; `carry` does it, each record by a command of its own; `told` says what became of
//! each, and takes it back; `listed` lists what a person asked for so. `decide` asks the domain about one record, with what else that has to know of;
//! `row` and `will` put records and acts into words.
//!
//! What an act is, who may do it and how it is taken back is the domain's (`ManyAct`, `ManyCustomers` and the like).

mod asked;
mod carry;
mod choose;
mod decide;
mod jobs;
mod listed;
mod look;
mod offered;
mod place;
mod row;
mod told;
mod will;

pub(super) use asked::{MOST, code, records};
pub(super) use carry::{carry, carry_on};
pub(super) use choose::{Wanted, chosen, of_list};
pub(super) use listed::page;
pub(super) use look::{look, look_at};
pub(super) use offered::{many, offered};
pub(super) use told::{again_or_back, again_or_back_of, told, told_of};
