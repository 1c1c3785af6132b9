//! Notices a copied or rolled back store by a nonce: a random value in the key store and in the file. The key store is in no backup of the app's
//! files, so another value there than the file knows means that the file was put back from a copy, and no value that it was copied to another phone:
//! the chain may go on elsewhere, or have gone on already. Renewed at each opening, so that also a copy of last week is noticed.
//!
//! Written next to the old one in the file, then into the key store, then settled: a crash in between leaves a value that the file knows.

use super::replacement;
use crate::store::db::Store;
use crate::store::error::StoreError;
use crate::store::identity;
use rusqlite::params;

/// Name in the key store.
pub(in crate::store) const NAME: &str = "witness";

/// Compares, becomes a new device where the file was copied, and renews. Whether it became one.
pub(in crate::store) fn check(store: &Store) -> Result<bool, StoreError> {
    // A key store that does not answer now tells nothing; the greeting notices a fork too.
    let Ok(kept) = store.shared.keys.get(NAME) else { return Ok(false) };
    let mut next = vec![0; 16];
    (store.shared.random)(&mut next)?;
    let mut copied = false;
    let renewed = store.write_quietly(|tx, shared| {
        let (known, on_its_way): (Option<Vec<u8>>, Option<Vec<u8>>) =
            tx.query_row("SELECT witness, witness_next FROM identity", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let never_settled = known.is_none() && kept.is_none();
        let same = never_settled || (kept.is_some() && (kept == known || kept == on_its_way));
        // A device that wrote nothing and that no hub knows has no chain to split.
        let identity = identity::load(tx, shared)?;
        let blank = identity.enrolment.is_none() && identity.recorder.head.number == 0;
        copied = !same && !blank;
        if copied {
            replacement::begin(tx, shared, replacement::Branch::Whole)?;
        }
        tx.execute("UPDATE identity SET witness = ?1, witness_next = ?2", params![kept, next])?;
        Ok(())
    });
    match renewed {
        // A full phone still opens: its nonce is renewed when there is room.
        Err(StoreError::Full) if !copied => return Ok(false),
        other => other?,
    }
    if store.shared.keys.put(NAME, &next).is_ok() {
        let settled = store.write_quietly(|tx, _| {
            tx.execute("UPDATE identity SET witness = witness_next, witness_next = NULL", [])?;
            Ok(())
        });
        match settled {
            // The file knows the new one as on its way.
            Err(StoreError::Full) => {}
            other => other?,
        }
    }
    Ok(copied)
}
