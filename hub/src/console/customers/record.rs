//! One customer: its sites, its contracts, its open jobs, its history.

use crate::console::kept::{any, facts, history, lines_of, look, open_jobs};
use crate::console::kit::{Form, RecordPage, Section, record};
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::ledger::Ended;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::sites::{Contract, Customer, CustomerId, Site};
use fettle_core::kernel::{Aggregate, Subject};

const FACTS: &[&str] = &["code", "name", "industry", "centre", "ended", "notes"];

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, customer) = look::<Customer, CustomerId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let (p, actor) = (auth.page().at("customers").live(Some(subject.to_string())), auth.actor());
    let ended = customer.ended.is_some();
    let mut links = Vec::new();
    let mut link = |event: &str, path: &str, key: &str| {
        if actor.may(event) {
            links.push((format!("/customers/{id}{path}"), p.t(key)));
        }
    };
    link("customer.changed", "/change", "kept-change");
    if !ended {
        link("customer.deactivated", "/end", "customers-end");
    }
    let back = ended && actor.may("customer.reactivated");
    let acts = if back {
        vec![Form::new(&p, "back", format!("/customers/{id}/back"), p.t("customers-back"))]
    } else {
        Vec::new()
    };
    let (sites, more_sites) = lines_of(&auth, Site::KIND, &subject, Ended::All).await?;
    let (contracts, more_contracts) = lines_of(&auth, Contract::KIND, &subject, Ended::All).await?;
    let all = |more: bool, path: &str| more.then(|| (format!("{path}?customer={id}"), p.t("kept-all")));
    let may = |event: &str, path: &str, key: &str| {
        (actor.may(event) && !ended).then(|| (format!("{path}?customer={id}"), p.t(key)))
    };
    let sites = Section {
        title: p.t("sites-title"),
        lines: sites,
        empty: p.t("sites-none"),
        more: all(more_sites, "/sites"),
        add: may("site.registered", "/sites/new", "sites-new"),
        form: None,
    };
    let contracts = Section {
        title: p.t("contracts-title"),
        lines: contracts,
        empty: p.t("contracts-none"),
        more: all(more_contracts, "/contracts"),
        add: may("contract.agreed", "/contracts/new", "contracts-new"),
        form: None,
    };
    links.push((format!("/equipment?customer={id}"), p.t("equipment-title")));
    let jobs = open_jobs(&auth, &p, &subject, auth.hub().ledger.jobs_of_customer(id).await?).await?;
    let page = RecordPage {
        title: customer.name.in_lang(p.lang).to_owned(),
        chip: if ended { (p.t("kept-over-customer"), "") } else { (String::new(), "") },
        crumbs: vec![("/customers".to_owned(), p.t("customers-title"))],
        links,
        acts,
        facts: facts(&auth, &p, &state, FACTS).await?,
        sections: vec![sites, contracts, jobs],
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
