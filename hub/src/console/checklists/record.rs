//! One list: its items as an engineer sees them, its versions, and its history: who published, ended or took back which one, when.

use super::end::back;
use super::items::sections;
use super::versions::states;
use crate::console::kit::{Asked, Difference, Fact, Line, RecordPage, Section, StepView, record};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::checks::{ChecklistEvent, Definition, READY_TO_LEAVE};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Event, Subject};

/// Versions that the page tells of: the newest.
const STEPS: usize = 20;

/// What happened to the list, newest first.
async fn history(auth: &AuthContext, p: &Page, all: &[Definition]) -> Result<Vec<StepView>, Fault> {
    let ledger = &auth.hub().ledger;
    let mut told: Vec<(Event, u32, &str, String)> = Vec::new();
    for version in all.iter().take(STEPS) {
        let mut published = false;
        for event in ledger.events_of(&Subject::new("checklist", version.id().uuid())).await? {
            let (key, reason) = match event.decode::<ChecklistEvent>() {
                // Published again it is the same, or kept out.
                Ok(ChecklistEvent::Published(_)) if !published => ("checklist-was-published", String::new()),
                Ok(ChecklistEvent::Withdrawn { reason }) => ("checklist-was-withdrawn", reason),
                Ok(ChecklistEvent::Reinstated {}) => ("checklist-was-reinstated", String::new()),
                _ => continue,
            };
            published = true;
            told.push((event, version.version, key, reason));
        }
    }
    told.sort_by_key(|(event, ..)| std::cmp::Reverse(event.order()));
    let people = told.iter().map(|(event, ..)| Subject::from(event.header().by)).collect();
    let names = Names::of(ledger, p.lang, people).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let step = |(event, version, key, reason): (Event, u32, &str, String)| {
        let by = event.header().by;
        let why = |to: String| Difference { label: p.t("console-reason"), from: String::new(), to };
        StepView {
            when: words::minute(time(event.when_ms()), zone),
            who: if by == ledger.system() { p.t("checklist-with-the-program") } else { names.person(by) },
            // keys!: checklist-was-*
            what: p.t1(key, "version", version),
            changes: Some(reason).filter(|reason| !reason.is_empty()).map(why).into_iter().collect(),
        }
    };
    Ok(told.into_iter().map(step).collect())
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    Path(code): Path<String>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let ledger = &auth.hub().ledger;
    let states = states(ledger, &code).await?;
    let ended = states.first().is_some_and(|list| list.ended().is_some());
    let all: Vec<Definition> = states.into_iter().filter_map(|list| list.definition).collect();
    let asked = Asked::of(query);
    let list = match asked.get("version") {
        "" => all.first(),
        version => {
            let version: u32 = version.parse().map_err(|_| Fault::bad("query_unreadable"))?;
            all.iter().find(|list| list.version == version)
        }
    };
    let list = list.ok_or_else(Fault::not_found)?;
    let p = auth.page().at("checklists").live(None);
    let history = history(&auth, &p, &all).await?;
    let newest = all.first().is_some_and(|newest| newest.version == list.version);
    let address = format!("/checklists/{code}");
    let mut links = Vec::new();
    let actor = auth.actor();
    if actor.may("checklist.published") {
        links.push((format!("{address}/new"), p.t("checklist-new-version")));
    }
    if newest && !ended && code != READY_TO_LEAVE && actor.may("checklist.withdrawn") {
        links.push((format!("{address}/withdraw"), p.t("checklist-withdraw")));
    }
    let acts = if newest && ended && actor.may("checklist.reinstated") { vec![back(&p, list)] } else { Vec::new() };
    links.push((format!("{address}/csv?version={}", list.version), p.t("checklist-as-csv")));
    links.push((format!("{address}/xlsx?version={}", list.version), p.t("checklist-as-xlsx")));
    let line = |version: &Definition| Line {
        text: p.t1("checklist-version-of", "version", version.version),
        below: version.title.in_lang(p.lang).to_owned(),
        address: format!("{address}?version={}", version.version),
        ..Line::default()
    };
    let mut parts = sections(&p, &list.items);
    parts.push(Section {
        title: p.t("checklist-versions"),
        lines: all.iter().map(line).collect(),
        empty: String::new(),
        more: None,
        add: None,
        form: None,
    });
    let fact = |label: &str, text: String| Fact { label: p.t(label), text, address: String::new() };
    let facts = vec![
        fact("checklist-code", code.clone()),
        fact("checklist-version", list.version.to_string()),
        fact("checklist-items", list.items.len().to_string()),
    ];
    let page = RecordPage {
        title: list.title.in_lang(p.lang).to_owned(),
        chip: match (newest, ended) {
            (true, true) => (p.t("checklist-ended"), ""),
            (true, false) => (String::new(), ""),
            (false, _) => (p.t("checklist-older"), "wait"),
        },
        crumbs: vec![("/checklists".to_owned(), p.t("checklist-title"))],
        links,
        acts,
        facts,
        sections: parts,
        history,
        p: p.clone(),
    };
    Ok(record(page))
}
