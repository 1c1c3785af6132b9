//! Roles (B1, C1). A person can hold several.

use crate::domain::codes::codes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

codes! {
    /// What a person is here. Texts: `people-role-<code>`.
    // keys!: people-role-*
    Role {
        /// Leads the service; approves.
        Manager = "manager",
        /// Customer service: takes calls, plans, calls back.
        Desk = "desk",
        /// Goes to sites and repairs.
        Engineer = "engineer",
        /// Patrols and maintains.
        Maintainer = "maintainer",
        /// Keeps a store.
        StockKeeper = "stock_keeper",
        /// A person of the customer.
        CustomerContact = "customer_contact",
        /// A member of an outsourced team.
        Integrator = "integrator",
        /// Looks after people, devices and imports.
        Administrator = "administrator",
    }
}

/// A set of roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// Whether `role` is held.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }
    /// Whether one of `roles` is held.
    pub fn any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }
    /// The roles in the order of their declaration.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }
    /// Whether no role is held.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}
impl<const N: usize> From<[Role; N]> for Roles {
    fn from(roles: [Role; N]) -> Self {
        roles.into_iter().collect()
    }
}
