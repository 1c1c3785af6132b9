//! What the writer keeps in memory, so that a push reads almost nothing: states, filings, the streams' newest numbers. Only the writer
//! changes it, and only after its transaction was committed.

use super::business::State;
use super::early::{Early, EarlyEvent};
use crate::data::{At, Db, Mark, settings, uint};
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::event::Header;
use fettle_core::kernel::{ChainHead, DeviceId, Event, Hlc, Recorder, Subject};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// Where an aggregate is filed: the stream, and when it left it.
pub(super) type Filed = BTreeMap<Stream, Option<u64>>;

/// The writer's memory.
#[derive(Debug)]
pub(super) struct Cache {
    /// The console's own log.
    pub recorder: Recorder,
    /// Number of the next event row.
    pub next_seq: i64,
    /// Time of receipt of the newest commit, milliseconds since 1970 UTC.
    pub received: u64,
    /// Newest number of each stream.
    pub streams: HashMap<Stream, u64>,
    /// States of aggregates met lately.
    pub states: HashMap<Subject, State>,
    /// Of those states, the ones that an older version's fold wrote to the database, with their rows and filings.
    pub older: HashSet<Subject>,
    /// Filings of aggregates met lately.
    pub filed: HashMap<Subject, Filed>,
    /// Chain hash of the newest event row; empty before the first.
    pub newest_hash: String,
    /// Its time of receipt.
    pub newest_received: u64,
    /// The mark file that notes how far the database is; none beside a running hub.
    pub mark: Option<Arc<Mark>>,
    /// Events that wait for what they are about; none before they were read.
    pub early: Option<Early>,
    /// Whether there are refused runs; none before it was asked.
    pub refused: Option<bool>,
    /// This process among those on the database.
    pub process: Uuid,
    /// The epoch of the database.
    pub epoch: Option<String>,
    /// A transaction was being committed and its end is not known: all is to be read again.
    pub stale: bool,
}

/// Setting: the epoch.
pub(super) const EPOCH: &str = "epoch";
/// States kept; beyond it the memory starts over. At some kilobytes each this stays below 200 MB.
const MOST_STATES: usize = 50_000;

impl Cache {
    /// Reads what must be known from the start.
    pub(super) async fn open(db: &Db, console: DeviceId, mark: Option<Arc<Mark>>) -> Result<Self, HubError> {
        Self::read(&mut *db.read().acquire().await?, db.process(), console, mark).await
    }
    /// The same, on a connection that may be in a transaction.
    pub(super) async fn read(
        conn: &mut Conn,
        process: Uuid,
        console: DeviceId,
        mark: Option<Arc<Mark>>,
    ) -> Result<Self, HubError> {
        let newest = sql::query("SELECT seq, received, hash FROM event ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut *conn)
            .await?;
        let (newest, received, newest_hash) = match newest {
            Some(row) => (row.try_get(0)?, uint(row.try_get(1)?), row.try_get(2)?),
            None => (0_i64, 0, String::new()),
        };
        let put_back: i64 =
            sql::query_scalar("SELECT COALESCE(MAX(retired_at), 0) FROM device WHERE lost_after IS NOT NULL")
                .fetch_one(&mut *conn)
                .await?;
        let mut streams = HashMap::new();
        for row in sql::query("SELECT name, newest FROM stream").fetch_all(&mut *conn).await? {
            let name: String = row.try_get(0)?;
            let stream = name.parse().map_err(|_| HubError::Record(format!("stream {name}")))?;
            streams.insert(stream, uint(row.try_get(1)?));
        }
        Ok(Self {
            process,
            epoch: settings::get(&mut *conn, EPOCH).await?,
            recorder: recorder(conn, console).await?,
            next_seq: newest + 1,
            // A hub that was put back by a snapshot of the whole machine may have a clock of that time. It knows how late it was by then.
            received: received.max(uint(put_back)),
            streams,
            states: HashMap::new(),
            older: HashSet::new(),
            filed: HashMap::new(),
            newest_hash,
            newest_received: received,
            mark,
            early: None,
            refused: None,
            stale: false,
        })
    }
    /// Memory for who only reads, with nothing in it.
    pub(super) fn reading(console: DeviceId) -> Self {
        Self {
            process: Uuid::nil(),
            epoch: None,
            recorder: Recorder::new(console),
            next_seq: 1,
            received: 0,
            streams: HashMap::new(),
            states: HashMap::new(),
            older: HashSet::new(),
            filed: HashMap::new(),
            newest_hash: String::new(),
            newest_received: 0,
            mark: None,
            early: None,
            refused: None,
            stale: false,
        }
    }
    /// Notes how far the database is.
    pub(super) fn note(&self) {
        let Some(mark) = &self.mark else { return };
        let entries = self.streams.values().sum();
        let (seq, received) = (uint(self.next_seq - 1), self.newest_received);
        let at = At { seq, hash: self.newest_hash.clone(), entries, received };
        if let Err(e) = mark.note(&at) {
            // An older mark is true as well; only a copy put back in place is then seen less surely.
            tracing::warn!(error = %e, "the mark could not be written");
        }
    }
    /// The time of receipt of a commit at `now`: it rises from commit to commit, also when the hub's clock stands or is set back, so that
    /// what was written knowing an event sorts behind it (decision 0003).
    pub(super) fn receipt(&self, now: u64) -> u64 {
        now.max(self.received + 1)
    }
    /// An event on record is quarantined for `code` from now on, or for nothing.
    pub(super) fn note_quarantine(&mut self, seq: i64, event: &Event, code: Option<&'static str>) {
        let Some(early) = &mut self.early else { return };
        match code.and_then(|code| EarlyEvent::of(seq, event, code)) {
            Some(quarantined) => early.note(quarantined),
            None => early.settled(seq),
        }
    }
    /// Makes room.
    pub(super) fn trim(&mut self) {
        if self.states.len().max(self.filed.len()) > MOST_STATES {
            self.states.clear();
            self.older.clear();
            self.filed.clear();
        }
    }
}

/// The console's log as its last event left it.
async fn recorder(conn: &mut Conn, console: DeviceId) -> Result<Recorder, HubError> {
    let row = sql::query("SELECT head_number, head_hash FROM device WHERE id = $1")
        .bind(console.to_string())
        .fetch_one(&mut *conn)
        .await?;
    let hash: String = row.try_get(1)?;
    let hash = hash.parse().map_err(|_| HubError::Record("head of the console".into()))?;
    let head = ChainHead { number: uint(row.try_get(0)?), hash };
    let newest: Option<String> =
        // What it says again bears another clock's stamp.
        sql::query_scalar("SELECT header FROM event WHERE device = $1 AND repeats IS NULL ORDER BY number DESC LIMIT 1")
            .bind(console.to_string())
            .fetch_optional(conn)
            .await?;
    let hlc = match newest {
        Some(header) => Hlc::after(serde_json::from_str::<Header>(&header)?.stamp),
        None => Hlc::default(),
    };
    Ok(Recorder { device: console, head, hlc, anchor: None })
}
