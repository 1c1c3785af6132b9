//! Signed documents are held against their own bytes and the record, once each, soon after they came: what stands beside the bytes and is not what
//! they say, what a sheet says that the record does not, or strokes that stand on another document, become a doubt on the job's record, which a
//! person settles. The record itself is never refused for it.
//!
//! It is done beside the commits, so that no phone waits for it. How far it is stands in the database; a crash repeats, and what is on record
//! already is not recorded again.

use super::{Ledger, batch};
use crate::data::{int, settings};
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::domain::ids::{CustomerId, EquipmentId, SiteId};
use fettle_core::domain::jobs::document::{Answer, Document, DocumentKind};
use fettle_core::domain::jobs::{
    Around, DocumentDoubt, DocumentDoubtCode, Job, JobEvent, SheetField, SignedDocument, daily_differences, differences,
};
use fettle_core::kernel::{Aggregate, Draft, Event, EventId, Folded, Subject, fold::fold};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// Setting: the event row up to which signed sheets were looked at.
const AT_KEY: &str = "sheets_looked_at";
/// Sheets looked at between two notes of how far it is.
const CHUNK: i64 = 20;
/// Rows without a sheet after which it is noted too.
const NOTED_EVERY: i64 = 10_000;

impl Ledger {
    /// Looks at every signed sheet that came since the last time.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer; what is left is looked at the next time.
    pub async fn look_at_sheets(self: &Arc<Self>) -> Result<(), HubError> {
        let _alone = self.looked.alone.lock().await;
        let noted = self.looked_to().await?.min(self.looked.again.swap(i64::MAX, Ordering::AcqRel));
        let mut at = noted;
        loop {
            let newest = int(self.newest());
            let sql = "SELECT seq, header, body, body_hash, received FROM event \
                       WHERE seq > $1 AND seq <= $2 AND kind IN ('signed', 'document_answered') AND quarantined IS NULL ORDER BY seq LIMIT $3";
            let found = sql::query(sql).bind(at).bind(newest).bind(CHUNK).fetch_all(self.db.read()).await?;
            for row in &found {
                let seq = row.try_get(0)?;
                self.look_at(seq, &batch::event(row, 1)?).await?;
                at = seq;
            }
            let whole = found.len() < usize::try_from(CHUNK).unwrap_or(usize::MAX);
            if whole {
                at = at.max(newest);
            }
            if !found.is_empty() || at - noted > NOTED_EVERY {
                settings::put(&mut *self.db.write().await?, AT_KEY, &at.to_string()).await?;
            }
            self.looked.to.store(at, Ordering::Release);
            if whole {
                return Ok(());
            }
        }
    }

    /// The event row up to which all signed sheets were looked at.
    async fn looked_to(&self) -> Result<i64, HubError> {
        let to = self.looked.to.load(Ordering::Acquire);
        if to >= 0 {
            return Ok(to);
        }
        let sql = "SELECT value FROM setting WHERE key = $1";
        let known: Option<String> = sql::query_scalar(sql).bind(AT_KEY).fetch_optional(self.db.read()).await?;
        Ok(known.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Whether a document and every answer to it were looked at. What just came is looked at now; where that cannot be, it was not.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn are_looked_at(self: &Arc<Self>, signed: &SignedDocument) -> Result<bool, HubError> {
        for answered in signed.answers() {
            if !self.is_looked_at(answered.moment.event).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn is_looked_at(self: &Arc<Self>, event: EventId) -> Result<bool, HubError> {
        if self.was_looked_at(event).await? {
            return Ok(true);
        }
        if let Err(error) = self.look_at_sheets().await {
            tracing::warn!(%error, "signed sheets were not looked at");
        }
        self.was_looked_at(event).await
    }

    async fn was_looked_at(&self, event: EventId) -> Result<bool, HubError> {
        let at = self.looked_to().await?.min(self.looked.again.load(Ordering::Acquire));
        let sql = "SELECT MAX(seq) FROM event WHERE id = $1 AND quarantined IS NULL";
        let seq: Option<i64> = sql::query_scalar(sql).bind(event.to_string()).fetch_one(self.db.read()).await?;
        Ok(seq.is_none_or(|seq| seq <= at))
    }

    /// In the transaction that lets an event in late: it is looked at too.
    pub(super) async fn look_again(conn: &mut Conn, seq: i64) -> Result<(), HubError> {
        sql::query("UPDATE setting SET value = $2 WHERE key = $1 AND CAST(value AS BIGINT) > $3")
            .bind(AT_KEY)
            .bind((seq - 1).to_string())
            .bind(seq - 1)
            .execute(conn)
            .await?;
        Ok(())
    }

    async fn look_at(self: &Arc<Self>, seq: i64, event: &Event) -> Result<(), HubError> {
        let subject = &event.header().subject;
        if subject.kind() != Job::KIND {
            return Ok(());
        }
        let (document, answer) = match event.decode::<JobEvent>() {
            Ok(JobEvent::Signed(signed)) => (Some(signed.document), signed.answer),
            Ok(JobEvent::DocumentAnswered(answer)) => (None, answer),
            _ => return Ok(()),
        };
        let (id, state) = (event.origin(), self.get::<Job>(subject.id()).await?.unwrap_or_default().state);
        // What is bound to no document of this job is flagged as that, and counts for nothing anyway.
        if !state.documents.iter().any(|signed| signed.is_of(id)) {
            return Ok(());
        }
        let mut fields = BTreeSet::new();
        if let Some(strokes) = &answer.signature.strokes
            && !event.header().blobs.iter().any(|blob| blob.hash.to_string() == *strokes)
        {
            fields.insert(SheetField::Strokes);
        }
        if let Some(document) = &document {
            fields.extend(self.unlike(event, document).await?);
        }
        let mut doubts = Vec::new();
        if !fields.is_empty() {
            doubts.push(DocumentDoubt {
                sheet: id,
                code: DocumentDoubtCode::SheetDiffers,
                fields: fields.into_iter().collect(),
            });
        }
        if self.strokes_of_another(seq, &answer).await? {
            doubts.push(DocumentDoubt { sheet: id, code: DocumentDoubtCode::StrokesReused, fields: Vec::new() });
        }
        let known = |doubt: &DocumentDoubt| {
            state.flags.iter().any(|one| one.flag.event == id && one.flag.code == doubt.code.code())
        };
        let fresh = doubts.into_iter().filter(|doubt| !known(doubt));
        let drafts: Vec<Draft> = fresh.map(|doubt| Draft::new(subject.clone(), &JobEvent::Doubted(doubt))).collect();
        if !drafts.is_empty() {
            tracing::warn!(%subject, doubts = drafts.len(), "a signed document does not follow from the record");
            self.record(self.system(), drafts).await?;
        }
        Ok(())
    }

    /// What of the document is unlike its own bytes, or unlike the record: both as its author says to have seen it, and as it stood before the
    /// signature. A phone that was restored says again what it had written, and its document fits one of the two.
    async fn unlike(&self, event: &Event, document: &Document) -> Result<BTreeSet<SheetField>, HubError> {
        match document.agrees() {
            Some(true) => {}
            Some(false) => return Ok(BTreeSet::from([SheetField::About])),
            // A later form than this program's, or a kind of a later version, is looked at by a later program.
            None => return Ok(BTreeSet::new()),
        }
        let header = event.header();
        let all = self.events_of(&header.subject).await?;
        let order = event.order();
        let seen = all.iter().filter(|one| header.after.has(one.header().device, one.header().number));
        let seen: Folded<Job> = fold(seen.filter(|one| one.origin() != event.origin()));
        let before: Folded<Job> = fold(all.iter().filter(|one| one.order() < order));
        let (by_seen, by_order) = match document.kind {
            DocumentKind::ServiceReport => {
                let Ok(sheet) = document.sheet() else { return Ok(BTreeSet::new()) };
                let around = self.around(&[&seen.state, &before.state], sheet.engineer.id).await?;
                let unlike = |job: &Job| differences(&sheet, job, header.by, &around);
                (unlike(&seen.state), unlike(&before.state))
            }
            DocumentKind::DailyReport => {
                let Ok(daily) = document.daily() else { return Ok(BTreeSet::new()) };
                let around = self.around(&[&seen.state, &before.state], daily.engineer.id).await?;
                let unlike = |job: &Job| daily_differences(&daily, job, header.by, &around);
                (unlike(&seen.state), unlike(&before.state))
            }
            DocumentKind::Newer(_) => return Ok(BTreeSet::new()),
        };
        Ok(by_seen.intersection(&by_order).copied().collect())
    }

    /// What is around a job, as it was seen and as it stood: a correction of the report may name another site and other machines.
    async fn around(&self, jobs: &[&Job], engineer: Uuid) -> Result<Around, HubError> {
        let mut around = Around { engineer: self.forms(Some(engineer)).await?, ..Around::default() };
        let customers: BTreeSet<Uuid> = jobs.iter().filter_map(|job| job.customer()).map(CustomerId::uuid).collect();
        let sites: BTreeSet<Uuid> = jobs.iter().filter_map(|job| job.site()).map(SiteId::uuid).collect();
        for id in customers.into_iter().map(Some).chain([None]) {
            around.customer.extend(self.forms(id).await?);
        }
        for id in sites.into_iter().map(Some).chain([None]) {
            around.site.extend(self.forms(id).await?);
        }
        let machines: BTreeSet<EquipmentId> = jobs.iter().flat_map(|job| job.equipment()).collect();
        for id in machines {
            around.equipment.insert(id, self.forms(Some(id.uuid())).await?);
        }
        Ok(around)
    }

    /// Every form that an aggregate ever had, from nothing on.
    async fn forms<A: Aggregate>(&self, id: Option<Uuid>) -> Result<Vec<A>, HubError> {
        let (mut folded, mut forms) = (Folded::<A>::default(), vec![A::default()]);
        if let Some(id) = id {
            for event in self.events_of(&Subject::new(A::KIND, id)).await? {
                if folded.push(&event) {
                    forms.push(folded.state.clone());
                }
            }
        }
        Ok(forms)
    }

    /// Whether an earlier signature of another document, or of another party, brought the same strokes.
    async fn strokes_of_another(&self, seq: i64, answer: &Answer) -> Result<bool, HubError> {
        let Some(strokes) = &answer.signature.strokes else { return Ok(false) };
        let sql = "SELECT e.header, e.body, e.body_hash, e.received FROM event_blob b JOIN event e ON e.seq = b.event \
                   WHERE b.hash = $1 AND e.seq < $2 AND e.kind IN ('signed', 'document_answered') AND e.quarantined IS NULL";
        let found = sql::query(sql).bind(strokes).bind(seq).fetch_all(self.db.read()).await?;
        for row in &found {
            let other = match batch::event(row, 0)?.decode::<JobEvent>() {
                Ok(JobEvent::Signed(other)) => other.answer,
                Ok(JobEvent::DocumentAnswered(other)) => other,
                _ => continue,
            };
            if (&other.signature.document_hash, &other.party) != (&answer.signature.document_hash, &answer.party) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
