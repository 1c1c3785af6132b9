//! The chain check of a push: what is on record already, what is new, and whether it is the device's.

use super::run::Run;
use super::verdict::DUPLICATE;
use crate::data::{Db, int, uint};
use crate::error::HubError;
use crate::sql::{self, Conn, Row};
use fettle_core::domain::any::AnyFolded;
use fettle_core::kernel::chain::verify_run;
use fettle_core::kernel::{ChainError, ChainHead, DeviceId, Event, Hash, PersonId, SignedHead};
use fettle_core::sync::protocol::Receipt;

/// What the hub knows of a device that pushes.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub device: DeviceId,
    pub person: PersonId,
    pub public_key: String,
    pub head: ChainHead,
    /// It was revoked, perhaps since its request began.
    pub revoked: bool,
}

/// A run that holds: receipts of the events that were on record, and the head after every event.
#[derive(Debug)]
pub(super) struct Checked {
    pub known: Vec<Receipt>,
    pub heads: Vec<ChainHead>,
}

/// What was verified of a run before the writer lock was taken: its chain and its signature hold from `before` on. A device's chain only grows, so
/// this stays true as long as the writer finds the same key and the same head before the run.
#[derive(Debug)]
pub(super) struct Verified {
    public_key: String,
    before: ChainHead,
    heads: Vec<ChainHead>,
}

/// Runs of more events are verified on the blocking pool; for a few events the hand-over would cost more than the work.
const LARGE: usize = 20;

/// Hashes a run, checks its signature and reads its bodies, beside the writer. What does not hold is judged by the
/// writer, which sees what has come meanwhile.
pub(super) async fn verify(db: &Db, run: Run) -> Result<(Run, Option<Verified>), HubError> {
    let mut conn = db.read().acquire().await?;
    let known = device(&mut conn, run.device).await?;
    let first = run.events.first().map(|event| event.header().number);
    let begins = match (&known, first) {
        (Some(known), Some(first)) if first > 0 && first <= known.head.number + 1 => {
            Some((known.public_key.clone(), head_before(&mut conn, known, first).await?))
        }
        _ => None,
    };
    drop(conn);
    let large = run.events.len() > LARGE;
    let work = move || {
        run.events.iter().for_each(AnyFolded::keep_read);
        let verified = begins.and_then(|(public_key, before)| {
            let heads = verify_run(run.device, &public_key, before, &run.events, &run.head).ok()?;
            Some(Verified { public_key, before, heads })
        });
        (run, verified)
    };
    if !large {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work).await.map_err(|e| HubError::Record(format!("run: {e}")))
}

/// Loads the device's row; `None` for one that is unknown.
pub(super) async fn device(conn: &mut Conn, device: DeviceId) -> Result<Option<Known>, HubError> {
    let row = sql::query(
        "SELECT person, public_key, head_number, head_hash, revoked_at IS NOT NULL FROM device WHERE id = $1",
    )
    .bind(device.to_string())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = row.try_get::<String, _>(0)?;
    Ok(Some(Known {
        device,
        person: person.parse().map_err(|_| HubError::Record(format!("person {person}")))?,
        public_key: row.try_get(1)?,
        head: ChainHead { number: uint(row.try_get(2)?), hash: parse(row.try_get(3)?)? },
        revoked: row.try_get(4)?,
    }))
}

/// Checks a run. The inner error: the run is not the device's, or something is missing before it.
pub(super) async fn check(
    conn: &mut Conn,
    known: &Known,
    events: &[Event],
    signed: &SignedHead,
    verified: Option<&Verified>,
) -> Result<Result<Checked, ChainError>, HubError> {
    // Before its numbers: whose run it is says more than where it stands.
    if events.iter().any(|event| event.header().device != known.device) {
        return Ok(Err(ChainError::WrongDevice));
    }
    let next = known.head.number + 1;
    let first = events.first().map_or(next, |event| event.header().number);
    if first == 0 || first > next {
        return Ok(Err(ChainError::Gap { expected: next, found: first }));
    }
    let before = head_before(conn, known, first).await?;
    let heads = match verified.filter(|v| v.before == before && v.public_key == known.public_key) {
        Some(verified) => verified.heads.clone(),
        None => match verify_run(known.device, &known.public_key, before, events, signed) {
            Ok(heads) => heads,
            Err(e) => return Ok(Err(e)),
        },
    };
    let last = heads.last().map_or(first - 1, |head| head.number).min(known.head.number);
    let on_record = receipts(conn, known.device, first, last).await?;
    for (receipt, head) in on_record.iter().zip(&heads) {
        if receipt.hash != head.hash {
            return Ok(Err(ChainError::Fork { number: receipt.number }));
        }
    }
    Ok(Ok(Checked { known: on_record, heads }))
}

/// The device's head before its event `number`.
async fn head_before(conn: &mut Conn, known: &Known, number: u64) -> Result<ChainHead, HubError> {
    if number == known.head.number + 1 {
        return Ok(known.head);
    }
    if number == 1 {
        return Ok(ChainHead::start(known.device));
    }
    let hash: String = sql::query_scalar("SELECT hash FROM event WHERE device = $1 AND number = $2")
        .bind(known.device.to_string())
        .bind(int(number - 1))
        .fetch_one(conn)
        .await?;
    Ok(ChainHead { number: number - 1, hash: parse(&hash)? })
}

/// The newest of `held` that the device's chain on record has too; number 0 for none.
pub(super) async fn common(conn: &mut Conn, device: DeviceId, held: &[ChainHead]) -> Result<ChainHead, HubError> {
    let mut newest_first: Vec<&ChainHead> = held.iter().collect();
    newest_first.sort_by_key(|link| std::cmp::Reverse(link.number));
    for link in newest_first {
        let hash: Option<String> = sql::query_scalar("SELECT hash FROM event WHERE device = $1 AND number = $2")
            .bind(device.to_string())
            .bind(int(link.number))
            .fetch_optional(&mut *conn)
            .await?;
        if hash.is_some_and(|hash| hash == link.hash.to_string()) {
            return Ok(*link);
        }
    }
    Ok(ChainHead::start(device))
}

/// Receipts of the events `first..=last` of a device, as they were given first.
async fn receipts(conn: &mut Conn, device: DeviceId, first: u64, last: u64) -> Result<Vec<Receipt>, HubError> {
    let rows = sql::query(
        "SELECT number, hash, received, quarantined, notices FROM event
         WHERE device = $1 AND number BETWEEN $2 AND $3 ORDER BY number",
    )
    .bind(device.to_string())
    .bind(int(first))
    .bind(int(last))
    .fetch_all(conn)
    .await?;
    let receipt = |row: &Row| {
        let notices: Option<String> = row.try_get(4)?;
        Ok(Receipt {
            number: uint(row.try_get(0)?),
            hash: parse(row.try_get(1)?)?,
            at: uint(row.try_get(2)?),
            quarantined: row.try_get::<Option<String>, _>(3)?.filter(|code| code != DUPLICATE),
            notices: notices.map_or_else(Vec::new, |n| n.split(' ').map(str::to_owned).collect()),
        })
    };
    rows.iter().map(receipt).collect()
}

fn parse(hash: &str) -> Result<Hash, HubError> {
    hash.parse().map_err(|_| HubError::Record("hash of an event".into()))
}
