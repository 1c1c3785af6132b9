//! One contract: its terms, its sites, the machines that it lists, its open jobs, its price for who sees it, its history.

use super::covers::{machines, sites};
use super::price::{sees, sets};
use crate::console::kept::{any, facts, history, look, open_jobs};
use crate::console::kit::{Asked, Fact, RecordPage, record};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::sites::{Contract, ContractId, Price, SiteId};
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

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    Path(id): Path<String>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (id, contract) = look::<Contract, ContractId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let (p, actor) = (auth.page().at("contracts").live(Some(subject.to_string())), auth.actor());
    let mut links = Vec::new();
    if actor.may("contract.changed") {
        links.push((format!("/contracts/{id}/change"), p.t("contracts-change-or-extend")));
    }
    if sets(&auth) {
        links.push((format!("/contracts/{id}/price"), p.t("contracts-price")));
    }
    if actor.may("contract.ended") && contract.ended_because.is_empty() {
        links.push((format!("/contracts/{id}/end"), p.t("contracts-end")));
    }
    let mut facts = facts(&auth, &p, &state, FACTS).await?;
    let mut steps = history(&auth, &p, &subject).await?;
    let about = Subject::new(Price::KIND, id.uuid());
    if sees(&auth, &about).await?
        && let Some(price @ AnyFolded::Price(_)) = auth.hub().ledger.any(&about).await?
    {
        let more: Vec<Fact> = crate::console::kept::facts(&auth, &p, &price, &["price"]).await?;
        facts.extend(more);
        // What it cost is told beside what was agreed, the newest first.
        steps.extend(history(&auth, &p, &about).await?);
        steps.sort_by(|one, other| other.when.cmp(&one.when));
    }
    let ledger = &auth.hub().ledger;
    let after = match Asked::of(query).get("sites") {
        "" => None,
        after => Some(after.parse::<SiteId>().map_err(|_| Fault::bad("query_unreadable"))?),
    };
    let sites = sites(&auth, &p, (id, &contract), after).await?;
    let machines = machines(&auth, &p, id).await?;
    let jobs = open_jobs(&auth, &p, &subject, ledger.jobs_of_contract(id).await?).await?;
    let mut crumbs = vec![("/contracts".to_owned(), p.t("contracts-title"))];
    if let Some(customer) = contract.customer {
        let customer = Subject::from(customer);
        let name = said::name(ledger, &p, &auth.viewer, &customer).await?;
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
        sections: vec![sites, machines, jobs],
        history: steps,
        p,
    };
    Ok(record(page))
}
