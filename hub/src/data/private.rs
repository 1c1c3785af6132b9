//! Files and folders that only their owner may read.

use std::fs::{File, OpenOptions};
use std::path::Path;

/// Makes a folder that only its owner looks into, with those above it as the system makes them. An empty one that is there
/// becomes so; one with something in it stays as it is, and who else may look into it is warned of.
pub(crate) fn private_dir(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path)?.permissions().mode();
            if std::fs::read_dir(path)?.next().is_none() {
                std::fs::set_permissions(path, PermissionsExt::from_mode(0o700))?;
            } else if mode & 0o007 != 0 {
                tracing::warn!(folder = %path.display(), "every user of this machine may look into the folder: chmod 700");
            }
        }
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        std::fs::create_dir_all(above)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// A new file that only its owner may read.
pub(crate) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
