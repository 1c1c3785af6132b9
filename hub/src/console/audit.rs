//! The audit as administrators read it: newest first, by person, action and days, in pages and as a file.

use super::kit::{Asked, Cell, Choice, Column, Field, Item, Items, ListPage, Source, answer};
use super::names::{Names, people_called};
use super::page::Page;
use super::query::Query;
use super::request::AuthContext;
use super::words;
use crate::audit::{Action, Line, Wanted};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use fettle_core::domain::calendar::start_of;
use fettle_core::domain::people::{Device, Role};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Subject};
use fettle_core::text::{Lang, code_text, text};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

struct Lines {
    hub: Arc<Hub>,
    lang: Lang,
    zone: Tz,
    wanted: Wanted,
    /// Whether more people have such a name than are asked for.
    cut: bool,
}

impl Lines {
    fn item(&self, line: Line, names: &Names, phones: &HashMap<Uuid, String>) -> Item {
        let who = match line.by {
            Some(id) => names.person(id),
            None if line.by_operator() => text(self.lang, "security-audit-operator"),
            None => String::new(),
        };
        let about = line.about.map(|id| {
            let known = names.known_person(PersonId::new(id)).or_else(|| phones.get(&id).cloned());
            known.unwrap_or_else(|| id.to_string())
        });
        let outcome = match line.done() {
            true => Cell::Chip(String::new(), ""),
            false => Cell::Chip(code_text(self.lang, "error-", &line.outcome), "bad"),
        };
        let cells = vec![
            Cell::Text(words::minute(time(line.at), self.zone)),
            Cell::Text(code_text(self.lang, "security-action-", &line.action)),
            Cell::Text(who),
            Cell::Text(about.unwrap_or_default()),
            Cell::Text(line.network.unwrap_or_default()),
            outcome,
        ];
        Item { key: format!("{}/{}", line.at, line.id), address: String::new(), cells }
    }
}

/// Before which line a page begins.
fn place(key: &str) -> Option<(u64, u64)> {
    let (at, id) = key.split_once('/')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

impl Source for Lines {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let heads = [
            "console-when",
            "security-audit-what",
            "console-who",
            "security-audit-subject",
            "security-audit-network",
            "security-audit-outcome",
        ];
        heads.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let ledger = &self.hub.ledger;
        let lines = self.hub.accounts.audit.found(&self.wanted, after.as_deref().and_then(place), most).await?;
        let about: Vec<Uuid> = lines.iter().filter_map(|line| line.about).collect();
        let people = lines.iter().filter_map(|line| line.by).chain(about.iter().copied().map(PersonId::new));
        let names = Names::of(ledger, self.lang, people.map(Subject::from).collect()).await?;
        let phone = |(id, device): (Uuid, fettle_core::kernel::Folded<Device>)| {
            (id, format!("{} {}", device.state.short, words::short(&device.state.name)))
        };
        let phones = ledger.several::<Device>(about).await?.into_iter().map(phone).collect();
        Ok(Items { items: lines.into_iter().map(|line| self.item(line, &names, &phones)).collect(), cut: self.cut })
    }
}

/// The beginning of a day that a filter names, so many days later; none where it names none.
fn begins(typed: &str, later: u64, zone: Tz) -> Result<Option<u64>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let day: Option<NaiveDate> = words::day(typed).and_then(|day| day.checked_add_days(Days::new(later)));
    let day = day.ok_or_else(|| Fault::bad("query_unreadable"))?;
    Ok(Some(u64::try_from(start_of(day, zone).timestamp_millis()).unwrap_or(0)))
}

/// The page.
pub(super) async fn page(auth: AuthContext, query: Query<Vec<(String, String)>>) -> Result<Response, Fault> {
    if !auth.viewer.is(Role::Administrator) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    let hub = auth.hub();
    let (p, asked) = (auth.page().at("audit"), Asked::of(query));
    let any = Choice::new("", p.t("console-any"), "");
    let action = |action: &Action| Choice::new(action.code(), p.code("security-action-", action.code()), "");
    let actions = std::iter::once(any).chain(Action::ALL.iter().map(action)).collect();
    let filters = vec![
        Field::line("person", p.t("security-audit-person")),
        Field::one("act", p.t("security-audit-what"), actions),
        Field::day("from", p.t("security-audit-from")),
        Field::day("until", p.t("security-audit-until")),
    ];
    let names = Names::of(&hub.ledger, auth.lang(), Vec::new()).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let (people, cut) = people_called(&auth, asked.get("person")).await?;
    let wanted = Wanted {
        people: people.map(|people| people.into_iter().map(PersonId::uuid).collect()),
        // An action that none is of this version asks for nothing, as a choice that an older page offered.
        action: Action::from_code(asked.get("act")),
        from: begins(asked.get("from"), 0, zone)?,
        until: begins(asked.get("until"), 1, zone)?,
        done: false,
    };
    let page = ListPage { path: "/audit", title: p.t("security-audit"), filters, add: None, p };
    let source = Lines { hub: Arc::clone(hub), lang: auth.lang(), zone, wanted, cut };
    answer(&auth, &asked, page, source).await
}
