//! One list: its items as an engineer sees them, and its versions with who published each, when.

use super::items::sections;
use super::versions::versions;
use crate::console::kit::{Asked, Fact, Line, RecordPage, Section, StepView, record};
use crate::console::names::Names;
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::console::words;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Subject};

/// Versions that the page tells of: the newest.
const STEPS: usize = 20;

/// The page.
pub(in crate::console) async fn page(
    visit: Visit,
    Path(code): Path<String>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let ledger = &visit.hub().ledger;
    let all = versions(ledger, &code).await?;
    let asked = Asked::of(query);
    let list = match asked.get("version") {
        "" => all.first(),
        version => {
            let version: u32 = version.parse().map_err(|_| Fault::bad("query_unreadable"))?;
            all.iter().find(|list| list.version == version)
        }
    };
    let list = list.ok_or_else(Fault::not_found)?;
    let p = visit.page().at("checklists").live(None);
    let mut published = Vec::new();
    for version in all.iter().take(STEPS) {
        let events = ledger.events_of(&Subject::new("checklist", version.id().uuid())).await?;
        let first = events.iter().find(|event| event.header().kind == "published");
        published.extend(first.map(|event| (version, event.header().by, time(event.when_ms()))));
    }
    let people: Vec<PersonId> = published.iter().map(|(_, by, _)| *by).collect();
    let names = Names::of(ledger, p.lang, people.into_iter().map(Subject::from).collect()).await?;
    let zone = names.house_zone(visit.viewer.person.centre);
    let step = |(version, by, at): &(&fettle_core::domain::checks::Definition, PersonId, _)| StepView {
        when: words::minute(*at, zone),
        who: if *by == ledger.system() { p.t("checklist-with-the-program") } else { names.person(*by) },
        what: p.t1("checklist-was-published", "version", version.version),
        changes: Vec::new(),
    };
    let newest = all.first().is_some_and(|newest| newest.version == list.version);
    let address = format!("/checklists/{code}");
    let mut links = Vec::new();
    if visit.actor().may("checklist.published") {
        links.push((format!("{address}/new"), p.t("checklist-new-version")));
    }
    links.push((format!("{address}/csv?version={}", list.version), p.t("checklist-as-csv")));
    links.push((format!("{address}/xlsx?version={}", list.version), p.t("checklist-as-xlsx")));
    let line = |version: &fettle_core::domain::checks::Definition| Line {
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
        chip: if newest { (String::new(), "") } else { (p.t("checklist-older"), "wait") },
        crumbs: vec![("/checklists".to_owned(), p.t("checklist-title"))],
        links,
        acts: Vec::new(),
        facts,
        sections: parts,
        history: published.iter().map(step).collect(),
        p: p.clone(),
    };
    Ok(record(page))
}
