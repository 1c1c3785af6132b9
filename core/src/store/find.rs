//! Search: what people may type to find a record, as keyed hashes, written with its state. The hashes give what may answer a question, however much
//! there is; whoever asks looks at the states of those.

use super::db::Store;
use super::error::{StoreError, damaged};
use super::row;
use super::vault::Vault;
use crate::domain::find::Query;
use crate::kernel::Subject;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Of a keyed hash so many hexadecimal digits stand in the index: two words may have the same, and the states tell them apart.
const DIGITS: usize = 8;

fn short(hash: &str) -> Result<u32, StoreError> {
    u32::from_str_radix(hash.get(..DIGITS).unwrap_or_default(), 16).map_err(damaged)
}

fn packed(words: &BTreeSet<u32>) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn unpacked(bytes: &[u8]) -> BTreeSet<u32> {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|word| u32::from_be_bytes(*word)).collect()
}

/// Writes what a subject is found by, in the place of what was there; nothing where it is the same.
pub(super) fn put(tx: &Connection, vault: &Vault, subject: &Subject, words: &[String]) -> Result<(), StoreError> {
    let (kind, id) = (subject.kind(), subject.id());
    let sql = "SELECT id, words FROM find_doc WHERE kind = ?1 AND subject = ?2";
    let known = |r: &rusqlite::Row<'_>| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?));
    let known = tx.prepare_cached(sql)?.query_row(params![kind, id.as_bytes()], known).optional()?;
    if words.is_empty() && known.is_none() {
        return Ok(());
    }
    let mut now = BTreeSet::new();
    for word in words {
        now.insert(short(&vault.hash("find", word)?)?);
    }
    let before = known.as_ref().map(|(_, words)| unpacked(words)).unwrap_or_default();
    if before == now {
        return Ok(());
    }
    let doc = match known {
        Some((doc, _)) => doc,
        None => {
            tx.prepare_cached("INSERT INTO find_doc (kind, subject, words) VALUES (?1, ?2, x'')")?
                .execute(params![kind, id.as_bytes()])?;
            tx.last_insert_rowid()
        }
    };
    for word in before.difference(&now) {
        tx.prepare_cached("DELETE FROM find_word WHERE word = ?1 AND doc = ?2")?.execute(params![word, doc])?;
    }
    for word in now.difference(&before) {
        tx.prepare_cached("INSERT INTO find_word (word, doc) VALUES (?1, ?2)")?.execute(params![word, doc])?;
    }
    if now.is_empty() {
        tx.prepare_cached("DELETE FROM find_doc WHERE id = ?1")?.execute(params![doc])?;
    } else {
        tx.prepare_cached("UPDATE find_doc SET words = ?2 WHERE id = ?1")?.execute(params![doc, packed(&now)])?;
    }
    Ok(())
}

/// Everything goes: it comes again with the states.
pub(super) fn clear(tx: &Connection) -> Result<(), StoreError> {
    Ok(tx.execute_batch("DELETE FROM find_word; DELETE FROM find_doc")?)
}

impl Store {
    /// What of these kinds may answer a question, of each kind the newest, at most `most`: by kind, the newest first.
    ///
    /// # Errors
    /// As any read.
    pub fn may_answer(&self, query: &Query, kinds: &[&str], most: usize) -> Result<Vec<Subject>, StoreError> {
        let terms = query.beginnings();
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let kinds = serde_json::to_string(kinds).map_err(damaged)?;
        self.read(|tx, shared| {
            let all: Result<Vec<String>, StoreError> = terms.iter().map(|ways| any_of(&shared.seal, ways)).collect();
            let sql = format!(
                "SELECT kind, subject FROM (
                     SELECT d.kind, d.subject, ROW_NUMBER() OVER (PARTITION BY d.kind ORDER BY d.subject DESC) AS n
                     FROM ({}) w CROSS JOIN find_doc d ON d.id = w.doc WHERE d.kind IN (SELECT value FROM json_each(?1)))
                 WHERE n <= ?2 ORDER BY kind, subject DESC",
                all?.join(" INTERSECT ")
            );
            let mut stmt = tx.prepare(&sql)?;
            row::subjects(&mut stmt, params![kinds, row::column(most as u64)])
        })
    }
    /// Whether states are still to be rebuilt after an update, and their words with them: until then not everything is found.
    ///
    /// # Errors
    /// As any read.
    pub fn is_making_anew(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM fold WHERE at IS NOT NULL)";
        self.read(|tx, _| Ok(tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?))
    }
}

/// The question for what answers a term: by one of its ways, each of them all its words. What stands in it are numbers of ours.
fn any_of(vault: &Vault, ways: &[BTreeSet<String>]) -> Result<String, StoreError> {
    let mut all = Vec::new();
    for way in ways {
        let mut words = Vec::new();
        for word in way {
            // While the key changes a word has two hashes.
            let hashes = vault.hashes("find", word)?;
            let hashes: Result<Vec<String>, StoreError> =
                hashes.iter().map(|hash| short(hash).map(|word| word.to_string())).collect();
            words.push(format!("SELECT doc FROM find_word WHERE word IN ({})", hashes?.join(", ")));
        }
        if !words.is_empty() {
            all.push(format!("SELECT doc FROM ({})", words.join(" INTERSECT ")));
        }
    }
    // What asks for nothing that stands in the index is answered by nothing.
    let all = if all.is_empty() { "SELECT doc FROM find_word WHERE false".to_owned() } else { all.join(" UNION ") };
    Ok(format!("SELECT doc FROM ({all})"))
}
