//! How a hub stands with its backups, and who is told.

use crate::domain::people::{Role, Roles};
use crate::domain::rules::BACKUP_AT_LEAST_EVERY;
use chrono::{DateTime, Utc};

/// How a hub stands with its backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupState {
    /// No whole backup was ever made.
    Never,
    /// The newest whole one is too old.
    Old,
    /// The newest whole one is young enough.
    Good,
}

impl BackupState {
    /// Of a hub whose newest whole backup was made at `whole`. One that was found damaged when it was made does not count.
    pub fn of(whole: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match whole {
            None => Self::Never,
            Some(at) if now - at > BACKUP_AT_LEAST_EVERY => Self::Old,
            Some(_) => Self::Good,
        }
    }
    /// Its stable code. Texts: `company-backup-<code>`.
    // keys!: company-backup-*
    pub const fn code(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Old => "old",
            Self::Good => "good",
        }
    }
    /// Whether somebody has to see to it.
    pub const fn asks(self) -> bool {
        !matches!(self, Self::Good)
    }
}

/// Whether somebody with these roles is told of backups, and sees how the hub stands with them.
pub fn sees_backups(roles: &Roles) -> bool {
    roles.has(Role::Administrator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_hub_without_a_young_whole_backup_asks_for_one() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert_eq!(BackupState::of(None, now), BackupState::Never);
        for (hours, wanted) in [(0, BackupState::Good), (48, BackupState::Good), (49, BackupState::Old)] {
            let state = BackupState::of(Some(now - TimeDelta::hours(hours)), now);
            assert_eq!((state, state.asks()), (wanted, wanted == BackupState::Old), "{hours} h");
        }
        assert!(BackupState::Never.asks());
        // A clock that was set back.
        assert_eq!(BackupState::of(Some(now + TimeDelta::days(9)), now), BackupState::Good);
        assert!(sees_backups(&Roles::from([Role::Administrator])) && !sees_backups(&Roles::from([Role::Manager])));
    }
}
