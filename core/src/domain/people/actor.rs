//! The actor of a command: who does it, in which roles, on which device.

use super::{CentreId, PersonId, Role, Roles, permission};
use crate::kernel::Refusal;

/// Who gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The person's roles.
    pub roles: Roles,
    /// The person's centre; none for head office.
    pub centre: Option<CentreId>,
    /// Short code of the device, unique on the hub.
    pub device_short: String,
    /// A count never used before on this device for a number that people read, such as the number of the device's next event.
    pub next_count: u64,
}

impl Actor {
    /// Whether one of the actor's roles may record events of this type, such as `job.reported`.
    pub fn may(&self, event_type: &str) -> bool {
        event_type.split_once('.').is_some_and(|(kind, kind_type)| permission::allowed(&self.roles, kind, kind_type))
    }
    /// Refuses what the roles do not allow.
    ///
    /// # Errors
    /// `not_allowed`.
    pub fn must(&self, event_type: &str) -> Result<(), Refusal> {
        if self.may(event_type) { Ok(()) } else { Err(Refusal::new("not_allowed")) }
    }
    /// Whether the role is held.
    pub fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }
    /// A number that people read, unique without asking anyone: the device's short code and a count, such as `A7-12`.
    /// A command that needs two numbers takes this one only once.
    pub fn number(&self) -> String {
        format!("{}-{}", self.device_short, self.next_count)
    }
}
