//! Where a hub's database is: a file of its data folder, or a PostgreSQL server that the folder names.

use super::private::private;
use crate::error::{At, Fault, HubError};
use sqlx::postgres::PgConnectOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The file of the data folder that names a server. Who reads it may read everything: it has a file's private mode.
const NAMED: &str = "database";

/// Where a hub's database is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In this file.
    File(PathBuf),
    /// On a server, by its address `postgres://...`.
    Server(String),
}

impl Place {
    /// The place that the data folder names; its own file where it names none.
    ///
    /// # Errors
    /// [`HubError::File`] where what names it cannot be read.
    pub(crate) fn of(folder: &Path) -> Result<Self, HubError> {
        let path = folder.join(NAMED);
        match std::fs::read_to_string(&path) {
            Ok(address) => Ok(Self::Server(address.trim().to_owned())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::File(folder.join("hub.db"))),
            Err(e) => Err(HubError::File(path, e)),
        }
    }
    /// A server's address, as somebody typed it.
    ///
    /// # Errors
    /// [`HubError::Fault`] `database_address` for what is no address of a PostgreSQL server.
    pub(crate) fn server(address: &str) -> Result<Self, HubError> {
        let is_address = ["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme));
        match is_address && address.parse::<PgConnectOptions>().is_ok() {
            true => Ok(Self::Server(address.to_owned())),
            false => Err(Fault::bad("database_address").into()),
        }
    }
    /// From now on the database of this folder is the one at `address`.
    ///
    /// # Errors
    /// [`HubError::Fault`] `database_address` for what is no address of a PostgreSQL server, `database_elsewhere` where the folder has another
    /// database already; [`HubError::File`].
    pub(crate) fn choose(folder: &Path, address: &str) -> Result<(), HubError> {
        Self::server(address)?;
        match Self::of(folder)? {
            Self::Server(known) if known == address => return Ok(()),
            Self::File(file) if !file.exists() => {}
            _ => return Err(Fault::bad("database_elsewhere").with("folder", folder.display()).into()),
        }
        Self::name(folder, address)
    }
    /// The folder names this server from now on, whatever it named before.
    ///
    /// # Errors
    /// [`HubError::File`].
    pub(crate) fn name(folder: &Path, address: &str) -> Result<(), HubError> {
        // Whole or not at all.
        let (part, path) = (folder.join("database.part"), folder.join(NAMED));
        let mut file = private(&part).at(&part)?;
        file.write_all(address.as_bytes()).and_then(|()| file.sync_all()).at(&part)?;
        std::fs::rename(&part, &path).and_then(|()| std::fs::File::open(folder)?.sync_all()).at(&path)
    }
    /// The folder names no server any more.
    ///
    /// # Errors
    /// [`HubError::File`].
    pub(crate) fn forget(folder: &Path) -> Result<(), HubError> {
        let path = folder.join(NAMED);
        std::fs::remove_file(&path).and_then(|()| std::fs::File::open(folder)?.sync_all()).at(&path)
    }
    /// Whether a hub was made in this folder.
    pub(crate) fn is_made(folder: &Path) -> bool {
        folder.join("hub.db").exists() || folder.join(NAMED).exists()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_one_database_and_keeps_to_it() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(Place::of(folder.path()), Ok(Place::File(_))) && !Place::is_made(folder.path()));
        let code = |address| match Place::choose(folder.path(), address) {
            Err(HubError::Fault(fault)) => fault.code,
            other => panic!("{other:?}"),
        };
        for bad in ["mysql://here/hub", "hub.db", "postgres://here:port/hub"] {
            assert_eq!(code(bad), "database_address", "{bad}");
        }
        Place::choose(folder.path(), "postgres://me@here/hub").expect("chosen");
        Place::choose(folder.path(), "postgres://me@here/hub").expect("the same");
        assert_eq!(code("postgres://me@there/hub"), "database_elsewhere");
        let known = Place::of(folder.path()).expect("read");
        assert!(matches!(known, Place::Server(address) if address == "postgres://me@here/hub"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join(NAMED)).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "it has a password in it");
        }
    }
}
