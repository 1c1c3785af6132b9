//! A command of a person at the console: looked at, decided and recorded while nobody else writes, and once however often it is sent.

use super::Ledger;
use super::judge::Author;
use super::part::ImportPart;
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn};
use axum::http::StatusCode;
use fettle_core::domain::people::Actor;
use fettle_core::kernel::{DeviceId, Draft, Event, Frontier, PersonId, Refusal, Subject};
use futures_util::future::BoxFuture;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

/// How long a form that was sent is remembered, in milliseconds: browsers offer to send a page again after a restart.
const REMEMBERED_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// A form that was sent: which one, what its page showed, and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The command's id, given with the form: the same id twice is one command.
    pub id: Uuid,
    /// Where its page was drawn: what came later was not seen.
    pub drawn: Drawn,
    /// SHA-256 of where it was sent and what it said.
    pub digest: String,
}

/// A place in the order of arrival on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// Number of the newest event row.
    pub seq: u64,
    /// The console that counted them; the one that writes now where nothing is said.
    pub console: Option<DeviceId>,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.seq)?;
        self.console.map_or(Ok(()), |console| write!(f, ".{console}"))
    }
}

impl FromStr for Drawn {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (seq, console) = match text.split_once('.') {
            Some((seq, console)) => (seq, Some(console.parse().map_err(drop)?)),
            None => (text, None),
        };
        Ok(Self { seq: seq.parse().map_err(drop)?, console })
    }
}

/// What became of a command.
#[derive(Debug)]
pub enum Outcome {
    /// These events are on record.
    Recorded(Vec<Event>),
    /// The same form was recorded before: nothing was done again, and the answer is the first one's.
    Again,
    /// A clear no; nothing was changed.
    Refused(Refusal),
}

/// What a command decides: drafts, or a refusal.
pub type Decision = Result<Vec<Draft>, Refusal>;

/// How a command decides. It runs while nobody else writes, so what it reads holds until it is recorded. It must not write itself.
pub type Decide = Box<dyn FnOnce(Desk) -> BoxFuture<'static, Result<Decision, HubError>> + Send>;

/// What a deciding command may use.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The ledger, to read from.
    pub ledger: Arc<Ledger>,
    /// Time of the command, milliseconds since 1970 UTC.
    pub now_ms: u64,
    /// The count for a number that people read; 0 for a command that numbers nothing.
    pub count: u64,
    /// The command's id.
    pub id: Uuid,
}

impl Desk {
    /// The actor of a command, with the number that was drawn for it: of the console that writes now, whichever the page was drawn by.
    pub fn actor(&self, actor: Actor) -> Actor {
        Actor { next_count: self.count, device_short: self.ledger.console_short(), ..actor }
    }
}

/// One piece of recording: by whom, from which form.
pub(super) struct Order {
    pub author: Author,
    pub by: PersonId,
    pub sent: Option<Submission>,
    /// Whether something in it gets a number that people read.
    pub numbered: bool,
    /// It is recorded only while this process holds the lease of what is due.
    pub lease: Option<Uuid>,
    /// The import that it is a part of.
    pub part: Option<ImportPart>,
}

impl Ledger {
    /// Runs a command of `by`: decides and records in one transaction, while nobody else writes. What is recorded has seen what the form's
    /// page showed, and nothing that came later.
    ///
    /// # Errors
    /// [`HubError::Fault`] with `form_sent_before` (409) for an id that was used for something else, `not_allowed` or `out_of_scope` (403), or
    /// `body_malformed`; nothing is then on record.
    pub async fn command(
        self: &Arc<Self>,
        by: PersonId,
        sent: Submission,
        numbered: bool,
        decide: Decide,
    ) -> Result<Outcome, HubError> {
        let order = Order { author: Author::Console, by, sent: Some(sent), numbered, lease: None, part: None };
        self.carry_out_in_task(order, decide).await
    }

    /// Carries out in a task of its own: whoever asked and hangs up must not leave the writer's memory behind the database.
    pub(super) async fn carry_out_in_task(self: &Arc<Self>, order: Order, decide: Decide) -> Result<Outcome, HubError> {
        let ledger = Arc::clone(self);
        tokio::spawn(async move { ledger.carry_out(order, decide).await })
            .await
            .map_err(|e| HubError::Record(format!("command: {e}")))?
    }

    /// Number of the newest event row that is on record: what a page that is drawn now shows at most.
    pub fn newest(&self) -> u64 {
        self.newest.load(std::sync::atomic::Ordering::Acquire)
    }

    /// The place at which a page that is drawn now is drawn.
    pub fn drawn(&self) -> Drawn {
        Drawn { seq: self.newest(), console: Some(self.console()) }
    }
}

/// Whether this form was recorded before.
///
/// # Errors
/// `form_sent_before` where the same id said something else, or another person's.
pub(crate) async fn was_sent(conn: &mut Conn, by: PersonId, sent: &Submission) -> Result<bool, HubError> {
    let found = sql::query("SELECT person, digest FROM command WHERE id = $1")
        .bind(sent.id.to_string())
        .fetch_optional(conn)
        .await?;
    let Some(row) = found else { return Ok(false) };
    let (person, digest): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    if person == by.to_string() && digest == sent.digest {
        return Ok(true);
    }
    Err(Fault::new(StatusCode::CONFLICT, "form_sent_before").into())
}

/// Remembers the form, and forgets those that nobody sends again.
pub(crate) async fn remember(conn: &mut Conn, by: PersonId, sent: &Submission, now: u64) -> Result<(), HubError> {
    sql::query("INSERT INTO command (id, person, digest, at) VALUES ($1, $2, $3, $4)")
        .bind(sent.id.to_string())
        .bind(by.to_string())
        .bind(&sent.digest)
        .bind(int(now))
        .execute(&mut *conn)
        .await?;
    sql::query("DELETE FROM command WHERE at < $1").bind(int(now.saturating_sub(REMEMBERED_MS))).execute(conn).await?;
    Ok(())
}

/// Those of `subjects` that changed after the page was drawn, with what of them the page showed.
pub(super) async fn shown(
    conn: &mut Conn,
    subjects: BTreeSet<Subject>,
    drawn: u64,
) -> Result<HashMap<Subject, Frontier>, HubError> {
    let mut behind = HashMap::new();
    for subject in subjects {
        let name = subject.to_string();
        let newer: i64 = sql::query_scalar("SELECT EXISTS (SELECT 1 FROM event WHERE subject = $1 AND seq > $2)")
            .bind(&name)
            .bind(int(drawn))
            .fetch_one(&mut *conn)
            .await?;
        if newer == 0 {
            continue;
        }
        let sql = "SELECT device, MAX(number) FROM event \
                   WHERE subject = $1 AND seq <= $2 AND quarantined IS NULL GROUP BY device";
        let rows = sql::query(sql).bind(&name).bind(int(drawn)).fetch_all(&mut *conn).await?;
        let mut frontier = Frontier::new();
        for row in rows {
            let device: String = row.try_get(0)?;
            let device = device.parse().map_err(|_| HubError::Record("device of an event".into()))?;
            frontier.see(device, crate::data::uint(row.try_get(1)?));
        }
        behind.insert(subject, frontier);
    }
    Ok(behind)
}
