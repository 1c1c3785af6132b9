//! One contract: its terms, its sites, the machines that it lists, its jobs, its price for who sees it, its history.

use super::price::{sees, sets};
use crate::console::kept::{all_jobs, any, facts, history, look};
use crate::console::kit::{Fact, Line, RecordPage, Section, record};
use crate::console::said;
use crate::console::visit::Visit;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::sites::{Contract, ContractId, Price};
use fettle_core::kernel::{Aggregate, Subject};

const FACTS: &[&str] = &[
    "customer",
    "number",
    "starts",
    "ends",
    "ended_because",
    "services",
    "promises",
    "inspections_a_year",
    "language",
    "watermark",
];
/// Sites that the page shows.
const FEW: usize = 200;

/// The page.
pub(in crate::console) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, contract) = look::<Contract, ContractId>(&visit, &id).await?;
    let subject = Subject::from(id);
    let state = any(&visit, &subject).await?;
    let (p, actor) = (visit.page().at("contracts").live(Some(subject.to_string())), visit.actor());
    let mut links = Vec::new();
    if actor.may("contract.changed") {
        links.push((format!("/contracts/{id}/change"), p.t("contracts-change-or-extend")));
    }
    if sets(&visit) {
        links.push((format!("/contracts/{id}/price"), p.t("contracts-price")));
    }
    if actor.may("contract.ended") && contract.ended_because.is_empty() {
        links.push((format!("/contracts/{id}/end"), p.t("contracts-end")));
    }
    let mut facts = facts(&visit, &p, &state, FACTS).await?;
    let mut steps = history(&visit, &p, &subject).await?;
    let about = Subject::new(Price::KIND, id.uuid());
    if sees(&visit, &about).await?
        && let Some(price @ AnyFolded::Price(_)) = visit.hub().ledger.any(&about).await?
    {
        let more: Vec<Fact> = crate::console::kept::facts(&visit, &p, &price, &["price"]).await?;
        facts.extend(more);
        // What it cost is told beside what was agreed, the newest first.
        steps.extend(history(&visit, &p, &about).await?);
        steps.sort_by(|one, other| other.when.cmp(&one.when));
    }
    let mut lines = Vec::new();
    let ledger = &visit.hub().ledger;
    let names = ledger.names(contract.sites.iter().take(FEW).map(|site| Subject::from(*site)).collect()).await?;
    for site in contract.sites.iter().take(FEW) {
        let site = Subject::from(*site);
        let text = said::name(ledger, &p, &visit.viewer, &site).await?;
        let below = names.get(&site).map(|one| one.code.clone()).unwrap_or_default();
        lines.push(Line { text, below, address: said::address(&site), ..Line::default() });
    }
    let sites =
        Section { title: p.t("sites-field-sites"), lines, empty: p.t("sites-none"), more: None, add: None, form: None };
    let jobs = all_jobs(&visit, &p, &subject, ledger.jobs_of_contract(id).await?).await?;
    let mut crumbs = vec![("/contracts".to_owned(), p.t("contracts-title"))];
    if let Some(customer) = contract.customer {
        let customer = Subject::from(customer);
        let name = said::name(ledger, &p, &visit.viewer, &customer).await?;
        crumbs = vec![("/customers".to_owned(), p.t("customers-title")), (said::address(&customer), name)];
    }
    let ended = !contract.ended_because.is_empty();
    let page = RecordPage {
        title: contract.number.clone(),
        chip: if ended { (p.t("kept-over-contract"), "") } else { (String::new(), "") },
        crumbs,
        links,
        acts: Vec::new(),
        facts,
        sections: vec![sites, jobs],
        history: steps,
        p,
    };
    Ok(record(page))
}
