//! The console writes as a device too: its own chain, signed with the hub's key, through the same judgement.

use super::cache::Cache;
use super::command::{self, Decide, Decision, Desk, Drawn, Order, Outcome, Submission};
use super::commit::put_head;
use super::judge::{Author, Judge};
use super::work::Work;
use super::{Ledger, batch, console, lease, part as parts};
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql::{self, Conn};
use crate::viewer::person_subject;
use axum::http::StatusCode;
use fettle_core::domain::people::{Person, PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Aggregate, ClockAnchor, Draft, Event, EventId, PersonId, Reading};
use fettle_core::text::{Lang, text};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::MutexGuard;
use uuid::Uuid;

impl Ledger {
    /// Records what a signed-in person does in the console. All of it or nothing; judged as on a push, but refused instead of quarantined.
    ///
    /// # Errors
    /// [`HubError::Fault`] with `not_allowed` or `out_of_scope` (403), or `body_malformed`.
    pub async fn record(self: &Arc<Self>, by: PersonId, drafts: Vec<Draft>) -> Result<Vec<Event>, HubError> {
        let ledger = Arc::clone(self);
        let author = if by == self.system() { Author::System } else { Author::Console };
        tokio::spawn(async move { ledger.record_drafts(author, by, drafts).await })
            .await
            .map_err(|e| HubError::Record(format!("record: {e}")))?
    }

    /// Records how something begins, unless that is on record: two requests for one beginning, also to two processes, give one.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub(crate) async fn record_first<A: Aggregate>(self: &Arc<Self>, id: Uuid, draft: Draft) -> Result<(), HubError> {
        let (author, by) = (Author::System, self.system());
        let order = Order { author, by, sent: None, numbered: false, lease: None, part: None };
        let decide: Decide = Box::new(move |desk| {
            Box::pin(async move {
                let known = desk.ledger.get::<A>(id).await?.is_some();
                Ok(Decision::Ok(if known { Vec::new() } else { vec![draft] }))
            })
        });
        self.carry_out_in_task(order, decide).await.map(|_| ())
    }

    /// Records drafts that were decided already. What they are about counts as seen up to now.
    async fn record_drafts(
        self: &Arc<Self>,
        author: Author,
        by: PersonId,
        drafts: Vec<Draft>,
    ) -> Result<Vec<Event>, HubError> {
        let order = Order { author, by, sent: None, numbered: false, lease: None, part: None };
        match self.carry_out(order, Box::new(|_| Box::pin(async { Ok(Decision::Ok(drafts)) }))).await? {
            Outcome::Recorded(events) => Ok(events),
            // Nothing was sent by a form, and drafts refuse nothing.
            Outcome::Again | Outcome::Refused(_) => Ok(Vec::new()),
        }
    }

    /// A count for a number that people read (`H0-<count>`, after a restore `H1-<count>`), never given twice, also when two people ask at
    /// once. Commands get theirs in their own transaction.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn next_count(&self) -> Result<u64, HubError> {
        let head = self.ready().await?.recorder.head.number;
        next_count(&mut *self.db.write().await?, head).await
    }

    /// The hub's own person, so that its work has a name in every timeline.
    pub(super) async fn introduce_system(self: &Arc<Self>) -> Result<(), HubError> {
        if self.ready().await?.recorder.head.number > 0 || self.get::<Person>(self.system().uuid()).await?.is_some() {
            return Ok(());
        }
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| text(lang, "hub-system-name"));
        let registered = PersonEvent::Registered {
            name: Bilingual { zh, en },
            roles: Roles::from([Role::Administrator]),
            centre: None,
            language: Lang::default(),
        };
        let draft = Draft::new(person_subject(self.system()), &registered);
        self.record_drafts(Author::System, self.system(), vec![draft]).await?;
        Ok(())
    }

    /// The writer's memory, as the database has it.
    pub(super) async fn ready(&self) -> Result<MutexGuard<'_, Cache>, HubError> {
        let mut cache = self.cache.lock().await;
        if cache.stale {
            *cache = Cache::open(&self.db, self.console(), self.mark.clone()).await?;
        }
        cache.trim();
        Ok(cache)
    }

    /// Decides and records in one transaction.
    pub(super) async fn carry_out(self: &Arc<Self>, order: Order, decide: Decide) -> Result<Outcome, HubError> {
        let Order { author, by, sent, numbered, lease, part } = order;
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let now = self.clock.now_ms();
        // The lock of the database is taken before the first look, so that nobody writes between look and record.
        let mut tx = self.begin(&mut cache, &mut conn).await?;
        if let Some(sent) = &sent
            && command::was_sent(&mut tx, by, sent).await?
        {
            return Ok(Outcome::Again);
        }
        if let Some(owner) = lease {
            if !lease::holds(&mut tx, lease::DUES, owner, now).await? {
                return Ok(Outcome::Again);
            }
            // Another process did it before and wrote what this one's memory does not have.
            if batch::newest(&mut tx).await? + 1 != cache.next_seq {
                *cache = Cache::open(&self.db, self.console(), self.mark.clone()).await?;
            }
        }
        let count = if numbered { next_count(&mut tx, cache.recorder.head.number).await? } else { 0 };
        let id = match &sent {
            Some(sent) => sent.id,
            None => random::uuid(now)?,
        };
        let drafts = match decide(Desk { ledger: Arc::clone(self), now_ms: now, count, id }).await? {
            Ok(drafts) => drafts,
            Err(refusal) => return Ok(Outcome::Refused(refusal)),
        };
        if drafts.is_empty() {
            return Ok(Outcome::Recorded(Vec::new()));
        }
        let at = cache.receipt(now);
        let reading = Reading { wall_ms: int(now), mono_ms: now, boot: Uuid::nil(), counts_sleep: true };
        let mut recorder = cache.recorder.clone();
        // The console's clock is the hub's.
        recorder.anchor = Some(ClockAnchor { reading, hub_ms: now, within_ms: 0 });
        let subjects = drafts.iter().map(|draft| draft.subject.clone()).collect();
        let shown = match &sent {
            Some(Submission { drawn: Drawn { seq, console }, .. }) => {
                let now = self.console();
                let drawn = console::drawn_at(&mut tx, now, console.unwrap_or(now), *seq).await?;
                command::shown(&mut tx, subjects, drawn).await?
            }
            None => HashMap::new(),
        };
        let mut work = Work::new(&mut tx, &mut cache, at);
        work.load(drafts.iter().map(|draft| draft.subject.clone())).await?;
        let mut judge = Judge::new(&mut work, author, now, std::iter::empty()).await?;
        work.load([person_subject(by)]).await?;
        let mut events = Vec::with_capacity(drafts.len());
        // A head for each event: phones keep it, and can prove the event to a hub that was put back from a backup.
        let mut heads = Vec::with_capacity(drafts.len());
        for draft in &drafts {
            let known = work.copy(&draft.subject);
            if let Some(last) = known.0.last() {
                recorder.observe(last);
            }
            // What came after the page was drawn was not seen, also not where this command wrote something itself meanwhile: that would
            // claim everything before it that others wrote at this console.
            let after = shown.get(&draft.subject).unwrap_or(known.0.seen()).clone();
            let id = EventId::new(random::uuid(now)?);
            let follows = work.newest_of(&draft.subject, recorder.device);
            let event = recorder.record_following(reading, id, by, after, draft, follows)?;
            let verdict = judge.judge(&mut work, &event).await?;
            if let Some(code) = verdict.quarantine {
                return Err(Fault::new(StatusCode::FORBIDDEN, code).into());
            }
            work.take(event.clone(), recorder.head, verdict).await?;
            heads.push(self.key.sign_head(self.console(), recorder.head));
            events.push(event.with_received(at));
        }
        let seqs = work.events.first().zip(work.events.last()).map(|(first, last)| (first.seq, last.seq));
        work.refile().await?;
        let done = work.write().await?;
        if let Some((newest, before)) = heads.split_last() {
            batch::put_heads(&mut tx, self.console(), before).await?;
            put_head(&mut tx, self.console(), newest, at).await?;
        }
        if let (Some(part), Some(seqs)) = (&part, seqs) {
            parts::note_part(&mut tx, part, seqs).await?;
        }
        if let Some(sent) = &sent {
            command::remember(&mut tx, by, sent, now).await?;
        }
        cache.stale = true;
        tx.commit().await?;
        cache.recorder = recorder;
        cache.received = at;
        let touched = done.publish(&mut cache, self);
        cache.stale = false;
        self.reconsider(&mut cache, &mut conn, touched).await;
        Ok(Outcome::Recorded(events))
    }
}

/// A count for a number that people read (`H0-<count>`, after a restore `H1-<count>`), never given twice. What is refused uses none up.
async fn next_count(conn: &mut Conn, head: u64) -> Result<u64, HubError> {
    let sql = "INSERT INTO setting (key, value) VALUES ('console_count', $1) \
               ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT) RETURNING value";
    let count: String = sql::query_scalar(sql).bind(head.to_string()).fetch_one(conn).await?;
    count.parse().map_err(|_| HubError::Record("the console's count".into()))
}
