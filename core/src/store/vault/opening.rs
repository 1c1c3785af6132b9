//! Opening the vault of a file: its first key, and a key that is lost, wrong, or not given now.

use super::convert;
use super::key::Key;
use super::ring::Vault;
use super::rotate;
use crate::store::db::Setup;
use crate::store::error::{StoreError, damaged};
use crate::store::seal::{Plain, Seal};
use rusqlite::{Connection, OptionalExtension};
use std::sync::Arc;

/// The vault's row.
struct State {
    /// The key that seals.
    key: u32,
    /// Tells that key from others.
    mark: String,
    /// The key before it, while values under it remain.
    old: Option<u32>,
    /// Blob files of version 1 may still stand plain.
    plain: bool,
}

fn state(conn: &Connection) -> Result<Option<State>, StoreError> {
    let row = |r: &rusqlite::Row<'_>| Ok(State { key: r.get(0)?, mark: r.get(1)?, old: r.get(2)?, plain: r.get(3)? });
    Ok(conn.query_row("SELECT key, mark, old, plain FROM vault", [], row).optional()?)
}

fn has_device(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn.query_row("SELECT EXISTS (SELECT 1 FROM identity)", [], |r| r.get(0))?)
}

/// Opens the vault of the file: makes a key for a new one, seals one of version 1.
///
/// # Errors
/// [`StoreError::KeyLost`], [`StoreError::KeyWrong`]: the file stays as it is. [`crate::store::SealError::Keys`]: the key store does not
/// answer now; try again. [`StoreError::Corrupt`] when the device's own secret was changed.
pub(in crate::store) fn open(conn: &mut Connection, setup: &Setup) -> Result<Arc<Vault>, StoreError> {
    let vault = Arc::new(Vault::new(setup.keys.clone(), setup.random.clone()));
    match state(conn)? {
        Some(state) => {
            check(conn, &vault, &state)?;
            vault.seal_with(state.key);
            if let Some(old) = state.old
                && vault.key(old).map_err(crate::store::SealError::from)?.is_none()
                && rotate::is_needed(conn, old, &setup.home, setup.files.as_ref())?
            {
                // Gone, and the change of keys had not come to its end here: this is a copy from the midst of it. What is under the new
                // key is saved.
                return Err(damaged("values under a key that is gone"));
            }
            if state.plain {
                convert::files(conn, &vault, setup.files.as_ref(), &setup.home)?;
            }
        }
        None => {
            let key = first_key(&vault)?;
            vault.seal_with(key.number);
            if has_device(conn)? {
                convert::records(conn, &vault, &key)?;
                convert::files(conn, &vault, setup.files.as_ref(), &setup.home)?;
            } else {
                convert::insert(conn, &key, false)?;
            }
        }
    }
    Ok(vault)
}

/// Makes the first key of a fresh file, for a vault whose keys were all forgotten.
pub(in crate::store) fn begin(conn: &Connection, vault: &Vault) -> Result<(), StoreError> {
    let key = first_key(vault)?;
    vault.seal_with(key.number);
    convert::insert(conn, &key, false)
}

/// Forgets every key, where no file is open.
pub(in crate::store) fn forget_keys(setup: &Setup) -> Result<(), crate::store::KeyStoreError> {
    Vault::new(setup.keys.clone(), setup.random.clone()).forget_all()
}

/// The newest key that is there (one that was made and not used yet, or that of a file that was set aside), else a new one.
fn first_key(vault: &Vault) -> Result<Arc<Key>, StoreError> {
    let newest = vault.newest().map_err(crate::store::SealError::from)?;
    match vault.key(newest).map_err(crate::store::SealError::from)? {
        Some(key) => Ok(key),
        None => Ok(vault.make_key(newest)?),
    }
}

fn check(conn: &Connection, vault: &Vault, state: &State) -> Result<(), StoreError> {
    let key = vault.key(state.key).map_err(crate::store::SealError::from)?;
    let secret: Option<Vec<u8>> = conn.query_row("SELECT secret FROM identity", [], |r| r.get(0)).optional()?;
    let opens = match &secret {
        Some(secret) => match vault.open("identity/secret", secret) {
            Ok(_) => Some(true),
            Err(crate::store::SealError::Closed { .. }) => Some(false),
            Err(e) => return Err(e.into()),
        },
        None => None,
    };
    let Some(key) = key else {
        // The secret opens: its key is there, and what names another one was changed.
        return Err(if opens == Some(true) { damaged("the number of the key") } else { StoreError::KeyLost });
    };
    match (key.mark() == state.mark, opens) {
        // The secret opens: it is the mark that was changed.
        (true, None | Some(true)) | (false, Some(true)) => Ok(()),
        (true, Some(false)) => Err(damaged("the device's secret does not open under its own key")),
        (false, _) => Err(StoreError::KeyWrong),
    }
}

/// What opens the values of a damaged file: what stands plain in files of version 1 is read as it is.
pub(in crate::store) fn opener_of(old: &Connection, vault: &Arc<Vault>) -> Arc<dyn Seal> {
    let version: u32 = old.pragma_query_value(None, "user_version", |r| r.get(0)).unwrap_or(0);
    // A file of this version without the row was left before its values were sealed; where the row cannot be read they are.
    if version == 1 || matches!(state(old), Ok(None)) { Arc::new(Plain) } else { vault.clone() }
}
