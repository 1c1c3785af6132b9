//! One centre: its people, its sites, its customers, its stores, its open jobs: what stands in the way of its end; and its history.

use super::form::must_look_after_centres;
use crate::access::Reach;
use crate::console::kept::{any, facts, history, line_of, look, open_jobs, today};
use crate::console::kit::{Form, Line, RecordPage, Section, record};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::ledger::{Directory, Ended};
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::Place;
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Customer, Site};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::BTreeSet;

const FACTS: &[&str] = &["name", "region", "zone", "closed"];
/// Records of a section.
const FEW: usize = 50;

/// The records of a kind in use that name the centre: the first of them, and whether there are more.
async fn of_centre(auth: &AuthContext, id: CentreId, kind: &'static str) -> Result<(Vec<Line>, bool), HubError> {
    let (hub, lang) = (auth.hub(), auth.lang());
    let today = today(hub);
    // People and stores belong to it; sites and customers are among what its people reach.
    let belongs = matches!(kind, Person::KIND | Place::KIND);
    let its = Reach::Streams(BTreeSet::from([Stream::Centre(id.uuid()), Stream::Office(Some(id.uuid()))]));
    let asks = Directory {
        kind,
        reach: if belongs { &auth.viewer.reach } else { &its },
        lang,
        words: "",
        owner: belongs.then(|| Subject::from(id)),
        facet: None,
        ended: Ended::Without,
        today,
    };
    let found = hub.ledger.directory(&asks, None, FEW).await?;
    let own = found.rows.iter().filter(|one| one.centre == Some(id));
    let line = |one| {
        let line = line_of(lang, one, today);
        match kind {
            Person::KIND => Line { address: format!("/people/{}", one.subject.id()), ..line },
            _ => line,
        }
    };
    Ok((own.map(line).collect(), found.next.is_some()))
}

async fn section(
    auth: &AuthContext,
    p: &Page,
    id: CentreId,
    kind: &'static str,
    (title, list): (&str, &str),
) -> Result<Section, HubError> {
    let (lines, more) = of_centre(auth, id, kind).await?;
    Ok(Section {
        title: p.t(title),
        lines,
        empty: p.t("kept-none"),
        more: more.then(|| (format!("{list}?centre={id}"), p.t("kept-all"))),
        add: None,
        form: None,
    })
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let (id, centre) = look::<Centre, CentreId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let p = auth.page().at("centres").live(Some(subject.to_string()));
    let mut links = vec![(format!("/centres/{id}/change"), p.t("kept-change"))];
    let mut acts = Vec::new();
    if centre.open {
        links.push((format!("/centres/{id}/close"), p.t("centres-close")));
    } else {
        acts.push(Form::new(&p, "reopen", format!("/centres/{id}/reopen"), p.t("centres-reopen")));
    }
    let jobs = auth.hub().ledger.jobs_of_centre(id).await?;
    let sections = vec![
        open_jobs(&auth, &p, &subject, jobs).await?,
        section(&auth, &p, id, Person::KIND, ("people-title", "/people")).await?,
        section(&auth, &p, id, Site::KIND, ("sites-title", "/sites")).await?,
        section(&auth, &p, id, Customer::KIND, ("customers-title", "/customers")).await?,
        section(&auth, &p, id, Place::KIND, ("centres-stores", "/places")).await?,
    ];
    let page = RecordPage {
        title: centre.name.in_lang(p.lang).to_owned(),
        chip: if centre.open { (String::new(), "") } else { (p.t("centres-closed"), "bad") },
        crumbs: vec![("/centres".to_owned(), p.t("centres-title"))],
        links,
        acts,
        facts: facts(&auth, &p, &state, FACTS).await?,
        sections,
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
