//! People: persons and their roles, service centres, enrolled devices, and the one table of what each role may do.
//!
//! What is private of a person (login name, phone number) is an aggregate of its own, [`Account`], because everyone's phone knows the
//! persons, and the number is for the colleagues of the centre alone, who have to call each other; so is what the office alone has to know,
//! [`Skills`]. Passwords and sessions are the hub's and do not live here.

mod actor;
mod centres;
mod commands;
mod events;
mod leaving;
mod many;
mod office;
mod older;
pub mod permission;
mod person;
mod roles;
mod skills;
mod state;
#[cfg(test)]
mod tests;

pub use crate::domain::ids::{CentreId, SkillId};
pub use crate::kernel::{DeviceId, PersonId};
pub use actor::Actor;
pub use centres::*;
pub use commands::*;
pub use events::*;
pub use leaving::*;
pub use many::*;
pub use office::*;
pub use person::{Account, Person, Post};
pub use roles::{Role, Roles};
pub use skills::*;
pub use state::{Centre, Device, Revoked};
