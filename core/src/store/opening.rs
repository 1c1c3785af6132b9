//! How a file becomes a store: a wipe that was broken off goes on, a log that was torn is mended, damage is set aside and salvaged, a copy
//! becomes a new device. Only this (and the wipe, which begins a new device too) knows the folder `recovery`.

use super::bundles;
use super::db::{Setup, Store};
use super::error::StoreError;
use super::identity;
use super::kinds::Kinds;
use super::rebuild;
use super::recovery::{aside, clone_nonce, torn};
use super::seal::SealError;
use super::set_aside::SetAside;
use super::vault::{self, Vault};
use super::wipe;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// What opening found.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// A damaged file was set aside (code `store_corrupt`).
    pub set_aside: Option<SetAside>,
    /// The files were put back from a copy, or copied to here: this is a new device now, and goes on (decision 0011).
    pub succeeded: bool,
}

impl Store {
    /// Opens the store, making it when there is none. `wall_ms` (milliseconds since 1970 UTC) only names a file that has to be set aside.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a file of a newer app, [`StoreError::KeyLost`] and [`StoreError::KeyWrong`] for one that no key opens (see
    /// [`Store::start_anew`]), `key_store_unavailable` while the platform does not give the key: nothing is touched. Others as they come.
    /// A damaged file is no error: see [`Opened::set_aside`].
    pub fn open(mut setup: Setup, wall_ms: i64) -> Result<Opened, StoreError> {
        setup.files.make_dirs(&setup.home)?;
        setup.files.make_dirs(&setup.home.join("blobs"))?;
        let wiped = wipe::go_on(&setup)?;
        let path = setup.home.join("fettle.db");
        let kinds = Arc::new(std::mem::take(&mut setup.kinds));
        let ready = |(writer, vault), set_aside| {
            let store = Self::ready(&setup, &kinds, writer, vault)?;
            if wiped {
                wipe::went_on(&store)?;
            }
            torn::mend(&store)?;
            store.read_again()?;
            let succeeded = clone_nonce::check(&store)?;
            Ok(Opened { store, set_aside, succeeded })
        };
        let opened = torn::keep(&path, setup.files.as_ref()).and_then(|()| opened(&path, &setup));
        match opened.and_then(|file| ready(file, None)).map_err(|e| aside::of_the_opening(&path, e)) {
            Err(StoreError::Corrupt(_)) => {
                // While the platform does not give the key, nothing of a damaged file could be saved: it waits.
                setup.keys.get("vault/newest").map_err(SealError::from)?;
                let (writer, vault, aside) = aside::start_over(&path, wall_ms, &setup)?;
                ready((writer, vault), Some(aside))
            }
            other => other,
        }
    }

    /// Makes the store of a file that was checked, with its device and its projections.
    fn ready(setup: &Setup, kinds: &Arc<Kinds>, writer: Connection, vault: Arc<Vault>) -> Result<Self, StoreError> {
        let store = Self::of(setup, kinds, writer, vault)?;
        store.write_quietly(|tx, shared| {
            identity::ensure(tx, shared)?;
            bundles::settle(tx, shared)?;
            rebuild::begin(tx, shared)
        })?;
        store.fold_some_at_opening()?;
        Ok(store)
    }

    /// Starts over where no key opens the file, after a person said so: file and blobs are set aside as they are, never deleted. A file
    /// that opens is opened, and nothing is set aside.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn start_anew(setup: Setup, wall_ms: i64) -> Result<Opened, StoreError> {
        setup.files.make_dirs(&setup.home.join("blobs"))?;
        let path = setup.home.join("fettle.db");
        let aside = match opened(&path, &setup) {
            Err(StoreError::KeyLost | StoreError::KeyWrong) => {
                Some(aside::set_aside_locked(&path, wall_ms, setup.files.as_ref())?)
            }
            _ => None,
        };
        let opened = Self::open(setup, wall_ms)?;
        let aside = aside.map(SetAside::nothing_saved);
        Ok(Opened { set_aside: aside.or(opened.set_aside), ..opened })
    }
}

/// The file, checked, and its vault.
fn opened(path: &Path, setup: &Setup) -> Result<(Connection, Arc<Vault>), StoreError> {
    let mut writer = aside::open_checked(path, setup.vfs.as_deref())?;
    let vault = vault::open(&mut writer, setup).map_err(aside::of_the_file)?;
    aside::check_suspect(path, &writer, vault.as_ref(), setup.files.as_ref())?;
    Ok((writer, vault))
}
