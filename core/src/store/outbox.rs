//! The outbox: this device's own events in order, what the hub said of each, and what still has to reach it.

use super::db::Store;
use super::error::{StoreError, damaged};
use super::events;
use super::identity;
use super::row;
use crate::kernel::chain::link;
use crate::kernel::{ChainHead, Event, EventId, Hash, SignedHead, Subject};
use rusqlite::{Connection, OptionalExtension, params};

/// Where an own event stands that is not plainly on the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnsentState {
    /// Not acknowledged yet.
    Pending,
    /// The hub has it and quarantines it, for the reason with this code.
    Quarantined(String),
}

/// An own event that is not plainly on the hub.
#[derive(Clone, Debug)]
pub struct Unsent {
    /// Its number on this device.
    pub number: u64,
    /// Its id.
    pub id: EventId,
    /// What it is about.
    pub subject: Subject,
    /// Its type.
    pub kind: String,
    /// When it was written, by the best knowledge of then, milliseconds since 1970 UTC.
    pub when_ms: u64,
    /// Where it stands.
    pub state: UnsentState,
}

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Own events that wait.
    pub pending: u64,
    /// Own events that the hub quarantines.
    pub quarantined: u64,
    /// Own blobs that wait.
    pub blobs_up: u64,
    /// Blobs to be fetched.
    pub blobs_down: u64,
    /// Unsent events saved from a damaged file that wait for a person.
    pub salvaged: u64,
    /// Bundles of other phones that wait to be handed in.
    pub bundles: u64,
}

/// What [`Store::counts`] asks, in the order of its fields. That a state is not `acked` is said as the index says it: SQLite does not conclude it.
const COUNTED: [&str; 6] = [
    "SELECT count(*) FROM outbox WHERE state <> 'acked' AND state = 'pending'",
    "SELECT count(*) FROM outbox WHERE state <> 'acked' AND state = 'quarantined'",
    "SELECT count(*) FROM blob b WHERE mine = 1 AND local = 1 AND uploaded = 0
         AND EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = b.hash)",
    "SELECT count(*) FROM blob WHERE wanted = 1 AND local = 0",
    "SELECT count(*) FROM salvaged",
    "SELECT count(*) FROM bundle WHERE handed_in IS NULL",
];

/// A run of own events with the signed head after them.
#[derive(Clone, Debug)]
pub struct Batch {
    /// In device order, without a gap.
    pub events: Vec<Event>,
    /// The head after the last.
    pub head: SignedHead,
}

impl Store {
    /// Own events that are not plainly on the hub, oldest first, with the reasons.
    ///
    /// # Errors
    /// As any read.
    pub fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        self.read(|tx, shared| {
            let mut stmt = tx.prepare_cached(
                "SELECT number, event, state, reason FROM outbox WHERE state <> 'acked' ORDER BY number",
            )?;
            let rows = stmt.query_map([], |r| {
                Ok((
                    r.get::<_, i64>(0)?,
                    r.get::<_, Vec<u8>>(1)?,
                    r.get::<_, String>(2)?,
                    r.get::<_, Option<String>>(3)?,
                ))
            })?;
            let mut list = Vec::new();
            for found in rows {
                let (number, id, state, reason) = found?;
                let id = EventId::new(row::uuid(&id)?);
                let Some(event) = events::get(tx, shared, id)? else { continue };
                let state = match state.as_str() {
                    "quarantined" => UnsentState::Quarantined(reason.unwrap_or_default()),
                    _ => UnsentState::Pending,
                };
                let header = event.header();
                list.push(Unsent {
                    number: row::count(number),
                    id,
                    subject: header.subject.clone(),
                    kind: header.kind.clone(),
                    when_ms: header.clock.hub_ms(),
                    state,
                });
            }
            Ok(list)
        })
    }

    /// Whether an own event is not plainly on the hub: nobody there knows of it.
    ///
    /// # Errors
    /// As any read.
    pub fn is_unsent(&self, event: EventId) -> Result<bool, StoreError> {
        self.read(|tx, _| {
            let mut stmt = tx.prepare_cached("SELECT count(*) FROM outbox WHERE event = ?1 AND state <> 'acked'")?;
            let found: i64 = stmt.query_row(params![event.uuid().as_bytes()], |r| r.get(0))?;
            Ok(found > 0)
        })
    }

    /// How many events are here. It counts them: nothing for a screen that is drawn at every tap.
    ///
    /// # Errors
    /// As any read.
    pub fn event_count(&self) -> Result<u64, StoreError> {
        self.read(|tx, _| Ok(row::count(tx.query_row("SELECT count(*) FROM event", [], |r| r.get(0))?)))
    }

    /// How much waits. Each count is of an index of what waits: what is done is not looked at, however much it is.
    ///
    /// # Errors
    /// As any read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|tx, _| {
            let count = |sql: &str| -> Result<u64, StoreError> {
                Ok(row::count(tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?))
            };
            let [pending, quarantined, blobs_up, blobs_down, salvaged, bundles] = COUNTED.map(count);
            Ok(Counts {
                pending: pending?,
                quarantined: quarantined?,
                blobs_up: blobs_up?,
                blobs_down: blobs_down?,
                salvaged: salvaged?,
                bundles: bundles?,
            })
        })
    }

    /// The next run to push: from the oldest pending event on, at most `max_events` and about `max_bytes`; `None` when nothing waits.
    ///
    /// # Errors
    /// As any read.
    pub fn batch(&self, max_events: usize, max_bytes: usize) -> Result<Option<Batch>, StoreError> {
        self.read(|tx, shared| {
            let first: Option<i64> =
                tx.query_row("SELECT min(number) FROM outbox WHERE state <> 'acked' AND state = 'pending'", [], |r| {
                    r.get(0)
                })?;
            let Some(first) = first.map(row::count) else { return Ok(None) };
            let identity = identity::load(tx, shared)?;
            let mut batch = Vec::new();
            let mut head = None;
            let mut bytes = 0;
            let own = events::own(tx, shared.seal.as_ref(), first, max_events)?;
            check_links(tx, &own)?;
            for (event, hash) in own {
                let number = event.header().number;
                bytes += event.header_text().len() + event.body_text().map_or(0, str::len);
                if !batch.is_empty() && (bytes > max_bytes || head.is_some_and(|h: ChainHead| h.number + 1 != number)) {
                    break;
                }
                head = Some(ChainHead { number, hash });
                batch.push(event);
            }
            Ok(head.map(|head| Batch { events: batch, head: identity.key.sign_head(identity.device, head) }))
        })
    }
}

/// Own events have to be what their links say. One that was changed in the file would be refused with all that follow, for ever: it is damage,
/// and the next opening saves the rest.
pub(super) fn check_links(tx: &Connection, own: &[(Event, Hash)]) -> Result<(), StoreError> {
    let mut before: Option<ChainHead> = None;
    for (event, hash) in own {
        let header = event.header();
        let previous = match header.number.checked_sub(1) {
            Some(0) => Some(ChainHead::start(header.device).hash),
            Some(number) => match before.filter(|before| before.number == number) {
                Some(before) => Some(before.hash),
                None => hash_at(tx, number)?,
            },
            None => None,
        };
        if previous.is_some_and(|previous| link(previous, event.header_hash(), event.body_hash()) != *hash) {
            return Err(damaged(format!("own event {} is not what its link says", header.number)));
        }
        before = Some(ChainHead { number: header.number, hash: *hash });
    }
    Ok(())
}

/// The newest own event that is kept.
pub(super) fn newest(tx: &Connection) -> Result<Option<ChainHead>, StoreError> {
    let row = |r: &rusqlite::Row<'_>| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?));
    let found = tx.query_row("SELECT number, hash FROM outbox ORDER BY number DESC LIMIT 1", [], row).optional()?;
    found.map(|(number, hash)| Ok(ChainHead { number: row::count(number), hash: row::hash(&hash)? })).transpose()
}

/// The newest own number that the hub acknowledged, so far as this is kept; 0 for none.
pub(super) fn acknowledged(tx: &Connection) -> Result<u64, StoreError> {
    // The newest numbers are those that wait: few are passed over.
    let sql = "SELECT number FROM outbox WHERE state <> 'pending' ORDER BY number DESC LIMIT 1";
    let newest: Option<i64> = tx.prepare_cached(sql)?.query_row([], |r| r.get(0)).optional()?;
    Ok(newest.map_or(0, row::count))
}

/// The chain hash of own event `number`, while it is kept.
pub(super) fn hash_at(tx: &Connection, number: u64) -> Result<Option<Hash>, StoreError> {
    let hash: Option<Vec<u8>> = tx
        .prepare_cached("SELECT hash FROM outbox WHERE number = ?1")?
        .query_row(params![row::column(number)], |r| r.get(0))
        .optional()?;
    hash.as_deref().map(row::hash).transpose()
}

#[cfg(test)]
mod tests {
    use super::COUNTED;
    use crate::store::tests::kit;

    /// Every screen asks these: events and the outbox of months are not walked for it.
    #[test]
    fn what_waits_is_counted_without_walking_what_is_done() {
        let dir = tempfile::tempdir().unwrap();
        let store = kit::open(dir.path());
        for sql in COUNTED {
            let plan: Vec<String> = store
                .read(|tx, _| {
                    let mut stmt = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    Ok(stmt.query_map([], |r| r.get(3))?.collect::<Result<_, _>>()?)
                })
                .unwrap();
            // What was salvaged and what is carried for others is always little.
            let little = |step: &str| step.contains("salvaged") || step.contains("bundle");
            let bare = |step: &String| step.starts_with("SCAN") && !step.contains("USING") && !little(step);
            assert!(!plan.iter().any(bare), "{sql}: {plan:?}");
        }
    }
}
