//! The table of the devices before this one: where their secrets stand, and that the hub is asked about them again.

use super::error::StoreError;
use crate::kernel::DeviceId;
use rusqlite::Connection;

/// A hub that was restored may have lost what it had of the devices before this one, and this one too.
pub(super) fn ask_again(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("UPDATE predecessor SET common = NULL WHERE enrolment IS NOT NULL", [])?;
    Ok(())
}

/// Where the key of a device before this one is sealed.
pub(super) fn secret_place(device: DeviceId) -> String {
    format!("predecessor/{device}/secret")
}

/// Where its enrolment is.
pub(super) fn enrolment_place(device: DeviceId) -> String {
    format!("predecessor/{device}/enrolment")
}
