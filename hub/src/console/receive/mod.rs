//! A delivery is booked in, part by part: what came, how many, with which serial numbers, into which store.

mod form;
mod sent;

pub(super) use form::page;
pub(super) use sent::receive;
