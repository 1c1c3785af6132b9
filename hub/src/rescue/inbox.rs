//! The folder `rescue/` of a running hub: bundles that `fettle import-rescue` put there are taken in, and the answer is laid beside them.
//! So a bundle can be brought to a hub that serves, and one that was put there while the hub was down is taken in when it starts.

use super::Imported;
use crate::error::HubError;
use crate::hub::Hub;
use fettle_core::rescue::FILE_ENDING;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// The answer to a bundle.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was taken in.
    Imported(Box<Imported>),
    /// It was not; the code has a text.
    Refused(String),
}

/// The folder in a data folder.
pub fn folder(data: &Path) -> PathBuf {
    data.join("rescue")
}

fn answer_of(bundle: &Path) -> PathBuf {
    bundle.with_extension("json")
}

/// Takes in what lies in the folder, until the hub stops.
pub async fn watch(hub: Arc<Hub>) {
    loop {
        for bundle in waiting(hub.data()) {
            if let Err(e) = answer(&hub, &bundle).await {
                // It stays there and is tried again; the log says why it does not go on.
                tracing::error!(error = %e, "rescue bundle");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = hub.stopped() => return,
        }
    }
}

/// Bundles without an answer.
fn waiting(data: &Path) -> Vec<PathBuf> {
    let Ok(list) = std::fs::read_dir(folder(data)) else { return vec![] };
    let bundles = list.flatten().map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(FILE_ENDING));
    bundles.filter(|path| !answer_of(path).exists()).collect()
}

async fn answer(hub: &Arc<Hub>, bundle: &Path) -> Result<(), HubError> {
    let answer = match hub.import_rescue(bundle, None).await {
        Ok(report) => Answer::Imported(Box::new(report)),
        Err(HubError::Fault(fault)) => Answer::Refused(fault.code.to_owned()),
        Err(e) => return Err(e),
    };
    put(&answer_of(bundle), &serde_json::to_vec(&answer)?)?;
    Ok(())
}

/// A file that is there whole or not at all.
fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    std::fs::write(&unfinished, bytes)?;
    std::fs::File::open(&unfinished)?.sync_all()?;
    std::fs::rename(unfinished, path)
}

/// Puts a copy of `file` into the folder of a hub that runs and waits for its answer; `None` when it does not come within `patience`.
///
/// # Errors
/// What the disk says.
pub async fn hand_in(data: &Path, file: &Path, patience: Duration) -> Result<Option<Answer>, HubError> {
    let folder = folder(data);
    std::fs::create_dir_all(&folder)?;
    let bundle = folder.join(format!("{}{FILE_ENDING}", super::hash_of(file)?));
    let answer = answer_of(&bundle);
    if answer.exists() {
        // An answer of before: the bundle is rejudged.
        std::fs::remove_file(&answer)?;
    }
    let unfinished = bundle.with_extension("copy");
    std::fs::copy(file, &unfinished)?;
    std::fs::File::open(&unfinished)?.sync_all()?;
    std::fs::rename(unfinished, &bundle)?;
    let until = tokio::time::Instant::now() + patience;
    while tokio::time::Instant::now() < until {
        if answer.exists() {
            return Ok(Some(serde_json::from_slice(&std::fs::read(&answer)?)?));
        }
        tokio::time::sleep(EVERY / 2).await;
    }
    Ok(None)
}
