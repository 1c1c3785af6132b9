//! One person: what is on record, skills and certificates, what is signed in, the phones, and the history of all of it.

use super::form::own_password;
use super::leaving;
use super::one::person_seen;
use super::session::SessionView;
use super::skill;
use crate::console::kept::{any, facts, histories};
use crate::console::kit::{Fact, Field, Form, Line, RecordPage, Section, record};
use crate::console::names::zone_of;
use crate::console::page::Page;
use crate::console::phones::{self, PhoneView};
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use axum::extract::Path;
use axum::response::Response;
use chrono_tz::Tz;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::people::{Account, Person, Role, Skills};
use fettle_core::domain::said::label;
use fettle_core::kernel::{Aggregate, PersonId, Subject};

const FACTS: &[&str] = &["person.name", "person.roles", "person.centre", "person.language", "person.left"];
const PRIVATE: &[&str] = &["account.login", "account.phone"];

/// What can be done, in this order; each on a page of its own.
const LINKS: &[(&str, &str)] = &[
    ("change", "kept-change"),
    ("roles", "people-roles-change"),
    ("login", "people-login-change"),
    ("link", "security-link"),
    ("password", "security-password-set"),
];

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, person) = person_seen(&auth, &id).await?;
    let (subject, account, skills) =
        (Subject::from(id), Subject::new(Account::KIND, id.uuid()), Subject::new(Skills::KIND, id.uuid()));
    let p = auth.page().at("people").live(Some(subject.to_string()));
    let mut facts = facts_of(&auth, &p, &subject, &person).await?;
    let mut sections = vec![skill::section(&auth, &p, id, &person).await?];
    let (mut links, mut told) = (Vec::new(), vec![skills]);
    // How somebody signs in is for who looks after people.
    if auth.viewer.is(Role::Administrator) {
        facts.extend(private_facts(&auth, &p, &account).await?);
        let zone = zone_of(&auth).await?;
        if person.active {
            sections.push(leaving::still_open(&auth, &p, id).await?);
        }
        sections.push(phones_section(&auth, &p, id, zone, person.active).await?);
        sections.push(sessions_section(&auth, &p, id, zone).await?);
        links = links_of(&auth, &p, id, &person);
        told.push(account);
    }
    told.push(subject);
    let page = RecordPage {
        title: person.name.in_lang(p.lang).to_owned(),
        chip: if person.active { (String::new(), "") } else { (p.t("people-left"), "bad") },
        crumbs: vec![("/people".to_owned(), p.t("people-title"))],
        links,
        acts: Vec::new(),
        facts,
        sections,
        history: histories(&auth, &p, &told).await?,
        p,
    };
    Ok(record(page))
}

fn links_of(auth: &AuthContext, p: &Page, id: PersonId, person: &Person) -> Vec<(String, String)> {
    let to = |(act, key): (&str, &str)| (format!("/people/{id}/{act}"), p.t(key));
    let mut links: Vec<(String, String)> = LINKS.iter().map(|link| to(*link)).collect();
    if !person.active {
        links.push(to(("reactivate", "people-back")));
    } else if id != auth.viewer.id {
        // Nobody takes the own access away.
        links.push(to(("end-access", "people-end-access")));
        links.push(to(("deactivate", "people-leaves")));
    }
    links
}

/// What is on record of the person.
async fn facts_of(auth: &AuthContext, p: &Page, subject: &Subject, person: &Person) -> Result<Vec<Fact>, Fault> {
    let mut all = facts(auth, p, &any(auth, subject).await?, FACTS).await?;
    if person.centre.is_none() {
        let fact =
            Fact { label: p.t(&label("person.centre")), text: p.t("people-head-office"), address: String::new() };
        all.insert(2.min(all.len()), fact);
    }
    Ok(all)
}

/// What is private of the person.
async fn private_facts(auth: &AuthContext, p: &Page, account: &Subject) -> Result<Vec<Fact>, HubError> {
    let private = auth.hub().ledger.any(account).await?.unwrap_or_else(|| AnyFolded::new(Account::KIND));
    facts(auth, p, &private, PRIVATE).await
}

/// The phones, those in use first; each leads to where it is ended.
async fn phones_section(auth: &AuthContext, p: &Page, id: PersonId, zone: Tz, active: bool) -> Result<Section, Fault> {
    let line = |phone: PhoneView| {
        let by = if phone.by.is_empty() { String::new() } else { p.t1("security-phone-by", "person", &phone.by) };
        let seen =
            if phone.seen.is_empty() { String::new() } else { format!("{} {}", p.t("console-seen"), phone.seen) };
        let enrolled = format!("{} {}", p.t("console-enrolled"), phone.enrolled);
        let below = [phone.app.clone(), enrolled, by, seen].into_iter().filter(|part| !part.is_empty());
        let ended = !phone.revoked.is_empty();
        Line {
            text: format!("{} {}", phone.short, phone.name),
            below: below.collect::<Vec<_>>().join(" · "),
            address: if ended { String::new() } else { format!("/people/{id}/phone?device={}", phone.id) },
            chip: match (ended, phone.new) {
                (true, _) => (format!("{} {}", p.t("console-revoked"), phone.revoked), "bad"),
                (false, true) => (p.t("security-phone-new"), "wait"),
                (false, false) => (String::new(), ""),
            },
            ..Line::default()
        }
    };
    let lines = phones::of(auth.hub(), p, id, zone).await?.into_iter().map(line).collect();
    let enrol = Form::new(p, "enrol", "/devices/enrol", p.t("console-enrol"))
        .with(Field::hidden("person").holding(id))
        .with(own_password(p));
    Ok(Section {
        title: p.t("people-phones"),
        lines,
        empty: p.t("security-no-phones"),
        more: None,
        add: None,
        form: active.then_some(enrol),
    })
}

/// What is signed in as the person.
async fn sessions_section(auth: &AuthContext, p: &Page, id: PersonId, zone: Tz) -> Result<Section, Fault> {
    let (hub, now) = (auth.hub(), auth.hub().clock.now_ms());
    let mut lines = Vec::new();
    for session in hub.accounts.sessions_of(id, &auth.context.headers).await? {
        let one = SessionView::of(p, session, zone, now);
        let used = p.t1("security-used", "ago", one.used);
        let below = [one.network, used].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        lines.push(Line { text: p.t1("security-began", "time", one.began), below, ..Line::default() });
    }
    let end = Form::new(p, "sessions", format!("/people/{id}/sessions"), p.t("security-end-sessions")).dangerous();
    Ok(Section {
        title: p.t("security-sessions"),
        form: (!lines.is_empty()).then_some(end),
        lines,
        empty: p.t("people-nothing-open"),
        more: None,
        add: None,
    })
}
