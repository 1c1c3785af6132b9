//! A hub's move: its database is carried from a file to a server, or back. Blobs and keys stay in the data folder.

use crate::audit::{Action, Note};
use crate::clock::Clock;
use crate::data::{DataFolder, Db, Place, carry, fold_log, remove_log, snapshot};
use crate::error::{At, Fault, HubError};
use crate::ledger::fill_all;
use crate::verify::{Depth, Report, verify};
use std::path::Path;

/// What a move came to.
#[derive(Debug)]
pub struct Moved {
    /// How many rows were carried.
    pub rows: u64,
    /// The check of the database in its new place.
    pub report: Report,
}

/// Carries the database of the hub in `data`, which must not run, to the server at `to`, or to a file of the folder where that is none.
/// The one before stays as it was, under another name where it is a file. A crash before the end leaves the hub where it was.
///
/// # Errors
/// [`HubError::Fault`]: `no_hub`; `move_target_full` where the target has a hub already, `move_same_place`, `database_address`; [`HubError::Locked`]
/// while the hub runs; [`HubError`] of either database.
pub async fn relocate(data: &Path, to: Option<&str>, clock: &Clock) -> Result<Moved, HubError> {
    if !Place::is_made(data) {
        return Err(Fault::bad("no_hub").with("folder", data.display()).into());
    }
    // Nobody writes meanwhile.
    let folder = DataFolder::alone(data)?;
    let from = Place::of(data)?;
    let (file, part) = (data.join("hub.db"), data.join("hub.db.part"));
    let target = match (to, &from) {
        (Some(address), Place::File(_)) => Place::server(address)?,
        (None, Place::Server(_)) => {
            if part.exists() {
                std::fs::remove_file(&part).at(&part)?;
            }
            remove_log(&part).at(&part)?;
            Place::File(part.clone())
        }
        _ => return Err(Fault::bad("move_same_place").into()),
    };
    if let Place::File(file) = &from {
        // A hub that was killed left its log. The file that is kept is whole with it, and no log waits for the next file of this name.
        fold_log(file).await?;
    }
    let mut source = snapshot(&from).await?;
    let db = Db::open(&target, clock.now_ms(), None).await?;
    let mut writer = db.write().await?;
    let events: i64 = crate::sql::query_scalar("SELECT COUNT(*) FROM event").fetch_one(&mut *writer).await?;
    if events > 0 {
        return Err(Fault::bad("move_target_full").into());
    }
    let rows = carry(&mut source, &mut writer).await?;
    fill_all(&mut writer).await?;
    Note::new(Action::Moved).write(&mut writer, clock.now_ms()).await?;
    drop(writer);
    source.close().await?;
    db.close().await?;
    match (&target, to) {
        (Place::Server(_), Some(address)) => {
            // From here on the folder names the server; the file beside it is only a copy.
            Place::name(data, address)?;
            let kept = data.join(format!("hub.db.moved-{}", clock.now_ms()));
            std::fs::rename(&file, &kept).at(&file)?;
            // Reading made it again; it is empty.
            remove_log(&file).at(&file)?;
        }
        _ => {
            fold_log(&part).await?;
            // Of a move by an older version: it would be written into the file that comes.
            remove_log(&file).at(&file)?;
            std::fs::rename(&part, &file).at(&part)?;
            Place::forget(data)?;
        }
    }
    drop(folder);
    let report = verify(data, Depth::Record, &mut |_, _, _| {}).await?;
    Ok(Moved { rows, report })
}
