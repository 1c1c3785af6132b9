//! The machine's reads and writes, played on a [`Store`]: the same in life and in tests.

use super::machine::{Apply, Done, Loaded, Need};
use crate::kernel::Reading;
use crate::store::{Store, StoreError};

/// Reads what the machine needs. `reading`: the clocks now.
pub fn load(store: &Store, need: &Need, reading: Reading) -> Loaded {
    match try_load(store, need, reading) {
        Ok(loaded) => loaded,
        Err(e) => Loaded::Failed(e.code().to_owned()),
    }
}

fn try_load(store: &Store, need: &Need, reading: Reading) -> Result<Loaded, StoreError> {
    Ok(match need {
        Need::Head => {
            let identity = store.identity()?;
            let replacement = store.pending_replacement()?.map(Box::new);
            let (head, stopped) = (identity.recorder.head, identity.stopped);
            Loaded::Head {
                head,
                reading,
                stopped,
                replacement,
                checkpoint: store.checkpoint()?,
                told: Box::new(store.told()?),
            }
        }
        Need::Batch { max_events, max_bytes } => {
            Loaded::Batch(store.batch(*max_events, *max_bytes)?.map(|batch| (batch.events, batch.head)))
        }
        Need::Upload { skip } => {
            let upload = match store.next_upload(skip)? {
                Some(own) => Some(own),
                None => store.next_bundle(skip)?,
            };
            Loaded::Upload(upload.map(|upload| (upload.blob, upload.url)))
        }
        Need::Bytes { hash, start, length } => {
            if let Some(bytes) = store.bundle_bytes(*hash, *start, *length)? {
                return Ok(Loaded::Bytes(bytes));
            }
            Loaded::Bytes(store.blob_piece_of(*hash, *start, *length)?)
        }
        Need::Returns { lost, from, most, again } => {
            Loaded::Returns(Box::new(store.returns(lost.as_ref(), *from, *most, *again)?))
        }
        Need::Cursors => {
            Loaded::Cursors { epoch: store.identity()?.epoch.unwrap_or_default(), cursors: store.cursors()? }
        }
        Need::Unconfirmed { after, most } => Loaded::Unconfirmed {
            epoch: store.identity()?.epoch.unwrap_or_default(),
            subjects: store.unconfirmed_subjects(after.subject.as_ref(), *most)?,
            events: store.unconfirmed_events(after.event, *most)?,
        },
        Need::Download { skip } => Loaded::Download(store.next_download(skip)?),
    })
}

/// Writes what the machine gives.
///
/// # Errors
/// The code of the store's failure; nothing is then changed.
pub fn apply(store: &Store, apply: Apply) -> Result<Done, String> {
    try_apply(store, apply).map_err(|e| e.code().to_owned())
}

fn try_apply(store: &Store, apply: Apply) -> Result<Done, StoreError> {
    let mut done = Done::default();
    match apply {
        Apply::Greeting { greeting, anchor, checkpoint, behind } => {
            store.keep_checkpoint(checkpoint.as_deref())?;
            if behind {
                store.greeted_by_a_hub_that_is_behind(&greeting)?;
            } else {
                store.greeted(&greeting)?;
            }
            done.again = store.pending_replacement()?.is_some();
            store.repin(&greeting.pins)?;
            if let Some(anchor) = anchor {
                store.learn_clock(anchor)?;
            }
        }
        Apply::Succeed => store.succeed()?,
        Apply::Succeeded { old, answer } => store.succeeded(old, &answer)?,
        Apply::Orphaned(old) => store.orphaned(old)?,
        Apply::Unknown => done.again = store.unknown_to_hub()?,
        Apply::ReturnedAll => store.returned_all()?,
        Apply::Receipts { receipts, checkpoint } => {
            store.keep_checkpoint(checkpoint.as_deref())?;
            let taken = store.receipts(&receipts)?;
            done.acked = taken.acked;
            done.quarantined = taken.quarantined;
        }
        Apply::Entries { entries, unread, checkpoint } => {
            store.keep_checkpoint(checkpoint.as_deref())?;
            done.events = store.receive_page(&entries, &unread)?.events;
        }
        Apply::Filed { elsewhere, quarantined } => {
            done.events = store.elsewhere(&elsewhere)? + store.quarantine_unconfirmed(&quarantined)?;
        }
        Apply::UploadUrl { hash, url } => store.upload_url(hash, url.as_deref())?,
        Apply::Uploaded(hash) => store.uploaded(hash)?,
        Apply::HandedIn { hash, outcome, hub_ms } => store.handed_in(hash, &outcome, hub_ms)?,
        Apply::HandInRefused { hash, code } => store.hand_in_refused(hash, &code)?,
        Apply::Piece { hash, start, bytes } => store.blob_piece(hash, start, &bytes)?,
        Apply::Whole(hash) => store.blob_whole(hash)?,
        Apply::Wipe => store.wipe(false)?,
        Apply::Stop(code) => store.stop(Some(&code))?,
        Apply::Prune { hub_ms } => {
            store.prune(hub_ms)?;
        }
    }
    Ok(done)
}
