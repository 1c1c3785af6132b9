//! A new key: everything is sealed again in short steps, beside the app's work. The old key is forgotten when nothing needs it any more.
//!
//! A kill at any point harms nothing: values name their key, both keys are in the key store until the end, and the next call goes on.

use super::convert::truncate_log;
use super::files;
use super::key::{head_of, number_of};
use super::values::{self, COLUMNS, Column, Step};
use crate::store::Store;
use crate::store::blob_files;
use crate::store::db::Shared;
use crate::store::error::StoreError;
use crate::store::files::Files;
use crate::store::seal::{Seal, SealError};
use rusqlite::{Connection, params};
use std::path::Path;

/// Values in one transaction: others wait at most for so many.
const STEP: u32 = 64;
/// Files under one lock.
const FILES: usize = 8;

/// What a change of keys came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Number of the key that seals now.
    pub key: u32,
    /// The key before was forgotten. It is kept while a file that was set aside, or a value that does not open, may need it.
    pub forgotten: bool,
}

impl Store {
    /// Changes the key: makes a new one and seals everything again. Goes on with a change that was broken off, instead of beginning
    /// another. Takes long; other calls go on meanwhile.
    ///
    /// # Errors
    /// [`SealError::Keys`] and those of any write. What was done stays; [`Store::finish_rotation`] or the next call goes on.
    pub fn rotate_key(&self) -> Result<Rotated, StoreError> {
        if let Some(done) = self.finish_rotation()? {
            return Ok(done);
        }
        let key = self.begin_rotation()?;
        Ok(self.finish_rotation()?.unwrap_or(Rotated { key, forgotten: false }))
    }

    /// Begins a change of keys: what is written from now on is under a new one, whose number comes back. [`Store::finish_rotation`] seals
    /// the rest again. While a change is under way no other begins.
    ///
    /// # Errors
    /// As [`Store::rotate_key`]; nothing is then changed.
    pub fn begin_rotation(&self) -> Result<u32, StoreError> {
        let vault = &self.shared.seal;
        let (key, old) = self.rotation()?;
        if old.is_some() {
            return Ok(key);
        }
        let old = vault.current()?.number;
        let new = vault.make_key(old)?;
        self.write_quietly(|tx, _| {
            tx.execute("UPDATE vault SET key = ?1, mark = ?2, old = ?3", params![new.number, new.mark(), old])?;
            Ok(())
        })?;
        // What is written between that commit and this line is under the old key, and the walk finds it.
        vault.seal_with(new.number);
        Ok(new.number)
    }

    /// The key that seals, and the one before while values under it remain.
    fn rotation(&self) -> Result<(u32, Option<u32>), StoreError> {
        self.read(|tx, _| Ok(tx.query_row("SELECT key, old FROM vault", [], |r| Ok((r.get(0)?, r.get(1)?)))?))
    }

    /// Goes on with a change of keys that was broken off; `None`: there is none.
    ///
    /// # Errors
    /// As [`Store::rotate_key`].
    pub fn finish_rotation(&self) -> Result<Option<Rotated>, StoreError> {
        let (key, old) = self.rotation()?;
        let Some(old) = old else { return Ok(None) };
        let head = self.shared.seal.current()?.head();
        let mut closed = 0;
        for column in COLUMNS {
            closed += self.walk(|tx, shared, after| {
                let vault = shared.seal.as_ref();
                values::reseal(tx, column, (vault, Some(&head)), vault, after, STEP)
            })?;
        }
        self.walk(|tx, shared, _| values::reseal_drafts(tx, &shared.seal, &head, STEP))?;
        self.walk(|tx, shared, after| values::rehash_codes(tx, &shared.seal, &shared.kinds, after, STEP))?;
        self.walk(|tx, shared, after| values::rehash_stock(tx, &shared.seal, after, STEP))?;
        self.write_quietly(|tx, shared| {
            values::reseal_uploads(
                tx,
                &|place, url| blob_files::open_url(shared.seal.as_ref(), place, url),
                &shared.seal,
            )
        })?;
        closed += self.reseal_files()?;
        let keep = closed > 0 || something_aside(self.home())?;
        if !keep {
            // Before the row: a crash between leaves a row that names a key which nothing needs.
            self.shared.seal.forget_key(old).map_err(SealError::from)?;
        }
        self.write_quietly(|tx, _| Ok(tx.execute("UPDATE vault SET old = NULL WHERE old = ?1", params![old])?))?;
        self.shared.seal.let_go(old);
        // Values under the old key leave the log too.
        self.with_writer(truncate_log)?;
        Ok(Some(Rotated { key, forgotten: !keep }))
    }

    /// Step after step, each in a transaction of its own. How many values do not open.
    fn walk(&self, step: impl Fn(&Connection, &Shared, i64) -> Result<Step, StoreError>) -> Result<u64, StoreError> {
        let (mut after, mut closed) = (Some(i64::MIN), 0);
        while let Some(from) = after {
            let done = self.write_quietly(|tx, shared| step(tx, shared, from))?;
            closed += done.closed;
            after = done.next;
        }
        Ok(closed)
    }

    fn reseal_files(&self) -> Result<u64, StoreError> {
        let all = self.write_quietly(|_, shared| files::all(&shared.home, shared.files.as_ref()))?;
        let mut closed = 0;
        for some in all.chunks(FILES) {
            // Under the writer's lock: nobody writes or removes a file meanwhile.
            self.write_quietly(|_, shared| {
                let current = shared.seal.current()?.number;
                for (hash, path) in some {
                    let Some(sealed) = files::read(path)? else { continue };
                    if number_of(&sealed) == Some(current) {
                        continue;
                    }
                    match shared.seal.open(&blob_files::place(*hash), &sealed) {
                        Ok(bytes) => blob_files::write_file(
                            shared.files.as_ref(),
                            &shared.home,
                            shared.seal.as_ref(),
                            *hash,
                            &bytes,
                        )?,
                        Err(SealError::Closed { .. }) => closed += 1,
                        Err(e) => return Err(e.into()),
                    }
                }
                Ok(())
            })?;
        }
        Ok(closed)
    }
}

/// Whether a value or a file stands under key `old` still, which a change of keys was to replace.
pub(super) fn is_needed(conn: &Connection, old: u32, home: &Path, disk: &dyn Files) -> Result<bool, StoreError> {
    for Column { table, value, .. } in COLUMNS {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE substr({value}, 1, 5) = ?1)");
        if conn.query_row(&sql, params![head_of(old)], |r| r.get(0))? {
            return Ok(true);
        }
    }
    for (_, path) in files::all(home, disk)? {
        if files::read(&path)?.is_some_and(|sealed| number_of(&sealed) == Some(old)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a file lies here that was set aside: its values may be under an older key.
fn something_aside(home: &Path) -> Result<bool, StoreError> {
    for file in std::fs::read_dir(home)? {
        let name = file?.file_name();
        if name.to_string_lossy().starts_with("fettle.") && name.to_string_lossy().contains(".damaged.") {
            return Ok(true);
        }
    }
    Ok(false)
}
