//! How the hub stands with its backups, for who looks after it; and what is said of it on their worklist.

use super::kit::{Fact, Line, RecordPage, Section, StepView, record};
use super::names::Names;
use super::page::Page;
use super::request::AuthContext;
use super::words;
use crate::audit::{Action, Wanted};
use crate::backups::Backups;
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::company::{BackupState, sees_backups};
use fettle_core::domain::rules::BACKUP_AT_LEAST_EVERY;
use fettle_core::kernel::fold::time;

/// Backups of the past that the page names; the audit has all of them.
const PAST: usize = 20;

async fn backups(auth: &AuthContext) -> Result<(Backups, BackupState), HubError> {
    let hub = auth.hub();
    let backups = Backups::of(&hub.accounts.audit, hub.db()).await?;
    let whole = backups.whole.as_ref().map(|line| time(line.at));
    let state = BackupState::of(whole, time(hub.clock.now_ms()));
    Ok((backups, state))
}

/// What the worklist says of it to who looks after the hub; none where all is well.
pub(super) async fn warning(auth: &AuthContext, p: &Page) -> Result<Option<String>, HubError> {
    if !sees_backups(&auth.viewer.person.roles) {
        return Ok(None);
    }
    let (backups, state) = backups(auth).await?;
    let now = time(auth.hub().clock.now_ms());
    Ok(match (state.asks(), backups.whole) {
        (false, _) => None,
        (true, None) => Some(p.t("company-backup-warn-never")),
        (true, Some(line)) => Some(p.t1("company-backup-warn-old", "ago", words::ago(p, time(line.at), now))),
    })
}

/// Bytes as people read them, in megabytes.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

/// The page.
pub(super) async fn page(auth: AuthContext) -> Result<Response, Fault> {
    if !auth.viewer.person.active || !sees_backups(&auth.viewer.person.roles) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    let hub = auth.hub();
    let p = auth.page().at("backup");
    let (backups, state) = backups(&auth).await?;
    let wanted = Wanted { action: Some(Action::BackedUp), ..Wanted::default() };
    let past = hub.accounts.audit.found(&wanted, None, PAST).await?;
    let names = Names::of(&hub.ledger, auth.lang(), Vec::new()).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let now = time(hub.clock.now_ms());
    let when = |ms: u64| format!("{} · {}", words::minute(time(ms), zone), words::ago(&p, time(ms), now));
    let fact = |label: &str, text: String| Fact { label: p.t(label), text, address: String::new() };
    let whole = backups.whole.as_ref().map_or_else(|| p.t("company-backup-none"), |line| when(line.at));
    let mut facts = vec![fact("company-backup-whole", whole)];
    if let Some(line) = &backups.newest {
        if !line.done() {
            facts.push(fact("company-backup-newest", when(line.at)));
        }
        let check = if line.done() { p.t("company-backup-checked") } else { p.code("error-", &line.outcome) };
        facts.push(fact("company-backup-check", check));
    }
    if let Some(made) = &backups.made {
        let files = [("events", made.events.to_string()), ("blobs", made.blobs.to_string())];
        let key = if made.with_key { "upkeep-with-key" } else { "upkeep-without-key" };
        facts.push(fact("company-backup-folder", made.name.clone()));
        facts.push(fact("company-backup-size", megabytes(made.bytes)));
        facts.push(fact("company-backup-contents", p.tn("company-backup-holds", &files)));
        facts.push(fact("company-backup-key", p.t(key)));
    }
    // The hub starts none by itself: when the next one is made, its machine knows.
    let hours = BACKUP_AT_LEAST_EVERY.num_hours();
    let next = Line {
        text: p.t("company-backup-next-about"),
        below: p.t1("company-backup-rule", "hours", hours),
        ..Line::default()
    };
    let step = |line: crate::audit::Line| StepView {
        when: words::minute(time(line.at), zone),
        who: p.t("security-audit-operator"),
        what: match line.done() {
            true => p.code("security-action-", &line.action),
            false => p.code("error-", &line.outcome),
        },
        changes: Vec::new(),
    };
    let page = RecordPage {
        title: p.t("company-backup"),
        // keys!: company-backup-*
        chip: (p.code("company-backup-", state.code()), if state.asks() { "bad" } else { "good" }),
        crumbs: Vec::new(),
        links: Vec::new(),
        acts: Vec::new(),
        facts,
        sections: vec![Section {
            title: p.t("company-backup-next"),
            lines: vec![next],
            empty: String::new(),
            more: Some(("/audit?act=backed_up".to_owned(), p.t("security-audit"))),
            add: None,
            form: None,
        }],
        history: past.into_iter().map(step).collect(),
        p,
    };
    Ok(record(page))
}
