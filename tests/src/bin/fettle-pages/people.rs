//! Who signs in: people of every role, of one centre after another.

use crate::sizes::Sizes;
use fettle_core::domain::people::Role;
use std::collections::BTreeSet;

/// Everybody's password.
pub const PASSWORD: &str = "four words in a row";

/// Roles of those who walk: the desk and the engineers are most.
const WALKING: [Role; 10] = [
    Role::Administrator,
    Role::Desk,
    Role::Manager,
    Role::StockKeeper,
    Role::Desk,
    Role::Engineer,
    Role::Desk,
    Role::Manager,
    Role::Desk,
    Role::StockKeeper,
];

/// The roles of those who sign in; each centre has one person of each.
pub const ROLES: [Role; 5] = [Role::Administrator, Role::Manager, Role::Desk, Role::StockKeeper, Role::Engineer];

/// The login of the one person of a centre who signs in for a role.
pub fn login(role: Role, centre: usize) -> String {
    format!("{}{centre}", role.code())
}

/// The logins of so many people who walk. Where they are more than the company has of a role, one person sits at several browsers.
pub fn logins(sizes: &Sizes, people: usize) -> Vec<String> {
    (0..people).map(|n| login(WALKING[n % WALKING.len()], n % sizes.centres())).collect()
}

/// The logins of all who may ever walk.
pub fn everybody(sizes: &Sizes) -> BTreeSet<String> {
    logins(sizes, WALKING.len() * sizes.centres()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_people_are_of_every_role_and_of_many_centres() {
        let sizes = Sizes { machines: 50_000, ..Sizes::SMALL };
        let logins = logins(&sizes, 20);
        let different: BTreeSet<String> = logins.iter().cloned().collect();
        assert_eq!(different.len(), 20);
        assert!(different.is_subset(&everybody(&sizes)));
        for role in ROLES {
            assert!(logins.iter().any(|login| login.starts_with(role.code())), "{role:?}");
        }
    }
}
