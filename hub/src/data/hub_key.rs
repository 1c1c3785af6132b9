//! The hub's key file: drawn once, with the hub. A database whose console signed with a key is never opened without it or with another one:
//! what is written and sealed then is nobody's, and no backup of it can be restored.

use super::secret_file;
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn};
use fettle_core::kernel::DeviceKey;
use std::path::{Path, PathBuf};

/// Where the key of a data folder lies.
pub(crate) fn path(root: &Path) -> PathBuf {
    root.join("keys/hub.key")
}

/// The key in a data folder; none where there is no file.
///
/// # Errors
/// `hub_key_unreadable` for a file that does not hold 32 bytes in hex; `key_file_open`.
pub(crate) fn read(root: &Path) -> Result<Option<DeviceKey>, HubError> {
    let path = path(root);
    if !path.exists() {
        return Ok(None);
    }
    let mut seed = [0; 32];
    let unreadable = || Fault::bad("hub_key_unreadable").with("file", path.display());
    hex::decode_to_slice(secret_file::read(&path)?.trim(), &mut seed).map_err(|_| unreadable())?;
    Ok(Some(DeviceKey::from_seed(&seed)))
}

/// The public key that the console of a database signs with; none for a hub that has no console yet.
pub(crate) async fn known(conn: &mut Conn) -> Result<Option<String>, HubError> {
    let sql = "SELECT d.public_key FROM device d JOIN setting s ON s.value = d.id WHERE s.key = 'console'";
    Ok(sql::query_scalar(sql).fetch_optional(conn).await?)
}

/// The key of a data folder, when it is the one that the database's console signs with.
///
/// # Errors
/// `hub_key_missing`, `hub_key_other`; as [`read`].
pub(crate) async fn of(root: &Path, conn: &mut Conn) -> Result<DeviceKey, HubError> {
    let known = known(conn).await?;
    let missing = || Fault::bad("hub_key_missing").with("file", path(root).display());
    let key = read(root)?.ok_or_else(missing)?;
    fitting(root, key, known)
}

/// As [`of`], for the hub itself: draws the key of a database that has no console yet.
///
/// # Errors
/// As [`of`].
pub(crate) async fn of_or_drawn(root: &Path, conn: &mut Conn) -> Result<DeviceKey, HubError> {
    if known(conn).await?.is_some() || path(root).exists() {
        return of(root, conn).await;
    }
    let mut seed = [0; 32];
    crate::random::fill(&mut seed)?;
    secret_file::write(&path(root), hex::encode(seed).as_bytes())?;
    Ok(DeviceKey::from_seed(&seed))
}

fn fitting(root: &Path, key: DeviceKey, known: Option<String>) -> Result<DeviceKey, HubError> {
    match known {
        Some(known) if known != key.public() => {
            Err(Fault::bad("hub_key_other").with("file", path(root).display()).with("key", known).into())
        }
        _ => Ok(key),
    }
}
