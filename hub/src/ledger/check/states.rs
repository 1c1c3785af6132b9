//! Every aggregate refolded from its accepted events: state, links, filing, sheets, and what the hub keeps beside them.

use super::{Check, PAGE};
use crate::data::settings;
use crate::error::HubError;
use crate::ledger::business::{self, State};
use crate::ledger::work::Work;
use crate::ledger::{FILING_KEY, batch, brought, filing as filing_version, rows, sheets, stock, stored, worklist};
use crate::sql;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing;
use fettle_core::domain::jobs::document::Answer;
use fettle_core::domain::jobs::{DocumentDoubtCode, Job, SignedDocument};
use fettle_core::kernel::{Event, Subject};
use std::collections::BTreeSet;

impl Check<'_, '_, '_> {
    pub(super) async fn states(&mut self) -> Result<(), HubError> {
        let filed = settings::get(self.conn, FILING_KEY).await?;
        // A program with other rules of filing files everything again when it starts; until then it is all another version's.
        let same_folds = filed.as_deref() == Some(filing_version().as_str());
        if !same_folds {
            self.findings.add("folds_other", [("version", filed.unwrap_or_default())]);
        }
        // What other folds made is no damage: it is rebuilt beside serving. Until then what is filed by it or shows its name may be of before.
        self.settled = stored::of_other_folds(self.conn).await? == 0;
        let sql = "SELECT header, body, body_hash, received, subject, seq FROM event \
                   WHERE quarantined IS NULL AND (subject, seq) > ($1, $2) ORDER BY subject, seq LIMIT $3";
        let (mut subject, mut seq) = (String::new(), 0_i64);
        let mut events: Vec<Event> = Vec::new();
        let mut readable = true;
        let all = self.findings.report.counts.events - self.findings.report.counts.quarantined;
        let mut done = 0;
        loop {
            let page = sql::query(sql).bind(&subject).bind(seq).bind(PAGE).fetch_all(&mut *self.conn).await?;
            for row in &page {
                let next: String = row.try_get(4)?;
                if next != subject {
                    self.aggregate(&subject, std::mem::take(&mut events), same_folds && readable).await?;
                    readable = true;
                    subject = next;
                }
                seq = row.try_get(5)?;
                self.accepted.entry(subject.clone()).or_default().add(seq);
                match batch::event(row, 0) {
                    Ok(event) => events.push(event),
                    // Named by the chain already.
                    Err(_) => readable = false,
                }
                done += 1;
            }
            self.cache.trim();
            self.findings.step("states", done, all);
            if page.is_empty() {
                break;
            }
        }
        self.aggregate(&subject, events, same_folds && readable).await?;
        let sql = "SELECT DISTINCT job FROM sheet t WHERE NOT EXISTS (SELECT 1 FROM state s WHERE s.subject = 'job/' || t.job) LIMIT 1000";
        for job in sql::query_scalar::<String>(sql).fetch_all(&mut *self.conn).await? {
            self.findings.add("sheet_index", [("subject", format!("job/{job}"))]);
        }
        self.stock_lines().await?;
        let sql = "SELECT DISTINCT source FROM brought t WHERE NOT EXISTS (SELECT 1 FROM state s WHERE s.subject = t.source) LIMIT 1000";
        for source in sql::query_scalar::<String>(sql).fetch_all(&mut *self.conn).await? {
            self.findings.add("filing_differs", [("subject", source)]);
        }
        for subject in rows::left_over(&mut *self.conn).await? {
            self.findings.add("rows_differ", [("subject", subject)]);
        }
        for table in ["state", "filed"] {
            let sql = format!(
                "SELECT DISTINCT subject FROM {table} t WHERE NOT EXISTS \
                 (SELECT 1 FROM event e WHERE e.subject = t.subject AND e.quarantined IS NULL) LIMIT 1000"
            );
            for subject in sql::query_scalar::<String>(sql::AssertSqlSafe(sql)).fetch_all(&mut *self.conn).await? {
                self.findings.add("state_extra", [("subject", subject)]);
            }
        }
        Ok(())
    }

    async fn aggregate(&mut self, name: &str, events: Vec<Event>, fold: bool) -> Result<(), HubError> {
        if events.is_empty() || !fold {
            return Ok(());
        }
        let about = || [("subject", name.to_owned())];
        // A subject that does not parse was named by the chain.
        let Ok(subject) = name.parse::<Subject>() else { return Ok(()) };
        self.findings.report.counts.states += 1;
        let state = State::fold(&subject, &events);
        match stored::as_stored(&mut *self.conn, name).await? {
            None => self.findings.add("state_missing", about()),
            Some(stored) if stored.folds != stored::folds(&stored.kind) && stored.kind == subject.kind() => {
                self.findings.report.counts.states_of_other_folds += 1;
                return Ok(());
            }
            Some(stored) => {
                if stored.kind != subject.kind() || stored.state.is_none_or(|stored| stored.0 != state.0) {
                    self.findings.add("state_differs", about());
                }
            }
        }
        if worklist::stored(&mut *self.conn, name).await? != worklist::points(&state) {
            self.findings.add("worklist_differs", about());
        }
        if self.settled && !rows::hold(&mut *self.conn, &subject, &state).await? {
            self.findings.add("rows_differ", about());
        }
        self.links(name, &state).await?;
        let told = match &state.0 {
            AnyFolded::Place(f) => stock::places::holds(&mut *self.conn, subject.id().into(), &f.state).await?,
            AnyFolded::Stocktake(f) => {
                let id = subject.id().into();
                stock::closed::by(&mut *self.conn, id).await? == f.state.closing(id)
            }
            _ => true,
        };
        if self.settled && !told {
            self.findings.add("stock_differs", about());
        }
        if let Some(mut said) = stock::entries(&subject, &state) {
            said.sort_by_key(|entry| entry.number);
            if stock::of_source(&mut *self.conn, subject.id()).await? != said {
                self.findings.add("stock_differs", about());
            }
        }
        if self.settled {
            self.filing(name, &subject, &state).await?;
        }
        self.beside(&subject, &state).await
    }

    /// Lines of stock, each rebuilt from its entries, their sums, and which counts change which places that they do not name.
    async fn stock_lines(&mut self) -> Result<(), HubError> {
        let mut after = String::new();
        loop {
            let page = stock::recomputed(&mut *self.conn, &after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = last.key.text();
            for (stored, now) in &page {
                if stored != now {
                    self.findings.add("stock_differs", [("subject", stored.key.text())]);
                }
            }
        }
        let mut place = String::new();
        while let Some(next) = stock::sums::next_place(&mut *self.conn, &place).await? {
            place = next;
            if !self.settled {
                continue;
            }
            for card in rows::stock_holds(&mut *self.conn, &place).await? {
                self.findings.add("rows_differ", [("subject", format!("{place}/{card}"))]);
            }
        }
        let mut after = String::new();
        while let Some((last, wrong)) = stock::wrongly_displaced(&mut *self.conn, &after, PAGE).await? {
            after = last;
            for stocktake in wrong {
                self.findings.add("stock_differs", [("subject", stocktake.to_string())]);
            }
        }
        Ok(())
    }

    async fn links(&mut self, name: &str, state: &State) -> Result<(), HubError> {
        let rows = sql::query("SELECT target, filing FROM link WHERE source = $1")
            .bind(name)
            .fetch_all(&mut *self.conn)
            .await?;
        let mut found = BTreeSet::new();
        for row in &rows {
            found.insert((row.try_get::<String, _>(0)?, row.try_get::<i64, _>(1)? == 1));
        }
        let named = business::names(state).into_iter().map(|target| (target.to_string(), false));
        let wanted: BTreeSet<_> =
            filing::links(&state.0).into_iter().map(|target| (target.to_string(), true)).chain(named).collect();
        if found != wanted {
            self.findings.add("link_differs", [("subject", name.to_owned())]);
        }
        Ok(())
    }

    async fn filing(&mut self, name: &str, subject: &Subject, state: &State) -> Result<(), HubError> {
        let wanted = match Work::new(&mut *self.conn, &mut self.cache, 0).filing(subject, state).await {
            Ok(wanted) => wanted,
            // A state that filing asks for does not read; it is named at its own turn.
            Err(HubError::Record(_)) => return Ok(()),
            Err(e) => return Err(e),
        };
        let wanted: BTreeSet<String> = wanted.into_iter().map(|stream| stream.to_string()).collect();
        let found: Vec<String> = sql::query_scalar("SELECT stream FROM filed WHERE subject = $1 AND left_at IS NULL")
            .bind(name)
            .fetch_all(&mut *self.conn)
            .await?;
        let claims = Work::new(&mut *self.conn, &mut self.cache, 0).claims(subject, state).await?;
        let brings = brought::pairs(&filing::brings(&state.0), &claims);
        if found.into_iter().collect::<BTreeSet<_>>() != wanted || brought::by(&mut *self.conn, name).await? != brings {
            self.findings.add("filing_differs", [("subject", name.to_owned())]);
        }
        Ok(())
    }

    /// Signed documents, login names, devices.
    async fn beside(&mut self, subject: &Subject, state: &State) -> Result<(), HubError> {
        let id = subject.id().to_string();
        match &state.0 {
            AnyFolded::Job(job) => {
                if sheets::noted(&mut *self.conn, &id).await? != sheets::hashes(&job.state) {
                    self.findings.add("sheet_index", [("subject", subject.to_string())]);
                }
                for signed in &job.state.documents {
                    self.findings.report.counts.sheets += 1;
                    if !holds(&job.state, signed) {
                        let hash = signed.hash().to_string();
                        self.findings.add("sheet_changed", [("subject", subject.to_string()), ("hash", hash)]);
                    }
                }
            }
            AnyFolded::Account(account) => {
                let found: Vec<String> = sql::query_scalar("SELECT login FROM login WHERE person = $1")
                    .bind(&id)
                    .fetch_all(&mut *self.conn)
                    .await?;
                let taken: Option<String> = sql::query_scalar("SELECT person FROM login WHERE login = $1")
                    .bind(&account.state.login)
                    .fetch_optional(&mut *self.conn)
                    .await?;
                let others = taken.is_some_and(|by| by != id);
                let wanted: Vec<String> = account.state.login.iter().filter(|_| !others).cloned().collect();
                if found != wanted {
                    self.findings.add("login_differs", [("subject", subject.to_string())]);
                }
            }
            AnyFolded::Device(device) if device.state.enrolled.is_some() => {
                let row = sql::query("SELECT public_key, short, revoked_at FROM device WHERE id = $1")
                    .bind(&id)
                    .fetch_optional(&mut *self.conn)
                    .await?;
                // A hub that was restored may have enrolled it once more under another code before the first enrolment came back.
                let told: Vec<Option<String>> = sql::query_scalar(
                    "SELECT json_extract(body, '$.short') FROM event \
                     WHERE subject = $1 AND kind = 'enrolled' AND quarantined IS NULL AND json_valid(body)",
                )
                .bind(subject.to_string())
                .fetch_all(&mut *self.conn)
                .await?;
                let same = match row {
                    None => false,
                    Some(row) => {
                        let short: String = row.try_get(1)?;
                        row.try_get::<String, _>(0)? == device.state.public_key
                            && told.iter().flatten().any(|told| is_short(&short, told))
                            && row.try_get::<Option<i64>, _>(2)?.is_some() == device.state.revoked.is_some()
                    }
                };
                if !same {
                    self.findings.add("device_differs", [("device", device.state.short.clone())]);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether a document is what was signed: its bytes give its hash, every answer is bound to it, and what stands beside the bytes is what they say.
/// Where they say something else, somebody knows: it is in doubt, or was settled.
fn holds(job: &Job, signed: &SignedDocument) -> bool {
    let bound = |answer: &Answer| {
        let strokes = answer.strokes.as_ref().map(|blob| blob.hash.to_string());
        answer.is_to(signed.hash()) && answer.signature.strokes == strokes
    };
    let told = || {
        job.flags
            .iter()
            .any(|one| one.flag.event == signed.moment.event && one.flag.code == DocumentDoubtCode::SheetDiffers.code())
    };
    signed.document.is_whole()
        && signed.answers().all(|answered| bound(&answered.answer))
        && (signed.document.agrees() != Some(false) || told())
}

/// A device that came back after a restore has more behind its short code where another one got the code meanwhile.
fn is_short(row: &str, told: &str) -> bool {
    row.strip_prefix(told).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
