//! Sites: customers, their sites and contacts, contracts with their promises, equipment, and what a customer is entitled to.
//!
//! A contract's price is an aggregate of its own ([`Price`]), because contracts reach phones and prices must not. What is promised lives
//! here; whether a promise was kept is reckoned with the jobs.

mod changes;
mod commands;
mod entitlement;
mod events;
mod older;
mod sla;
mod state;
#[cfg(test)]
mod tests;

pub use crate::domain::ids::{ContactId, ContractId, CustomerId, EquipmentId, SiteId};
pub use crate::domain::jobs::sheet::{JobKind, SheetLanguage};
pub use changes::*;
pub use commands::*;
pub use entitlement::*;
pub use events::*;
pub use sla::SlaTarget;
pub(crate) use state::contact_field;
pub use state::*;
