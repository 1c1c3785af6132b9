//! Reporting a job: first the site, then the call. Two steps, so that the second knows the site's people, equipment and contract without
//! a script.

use super::command::{refusal_text, run_numbering};
use super::entitled;
use super::kit::Choice;
use super::machines;
use super::names::Names;
use super::page::{Page, html};
use super::visit::{Fields, Posted, Visit};
use super::words;
use crate::access;
use crate::console::query::Query;
use crate::error::{Fault, HubError};
use crate::ledger::{Directory, Ended};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::{EquipmentId, SiteId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Job, Report, commands};
use fettle_core::domain::local_time;
use fettle_core::domain::people::Role;
use fettle_core::domain::sites::{Question, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Refusal, Subject};
use serde::Deserialize;
use std::collections::BTreeMap;

struct Group {
    customer: String,
    sites: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Form {
    p: Page,
    groups: Vec<Group>,
    /// There are other sites than those that are offered.
    more: bool,
    site: Option<SiteForm>,
    f: Fields,
}

struct SiteForm {
    id: String,
    name: String,
    kinds: Vec<Choice>,
    channels: Vec<Choice>,
    /// Machines of the site, the first of them and those that are chosen.
    machines: Vec<Choice>,
    /// There are others, which are found by typing.
    more_machines: bool,
    contacts: Vec<String>,
    company: String,
    at: String,
    at_type: &'static str,
    zone: String,
}

/// Which site.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    site: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    equipment: String,
}

pub(super) fn may_report(visit: &Visit) -> Result<(), Fault> {
    let may = visit.viewer.is(Role::Desk) || visit.viewer.is(Role::Manager);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The form.
pub(super) async fn form(visit: Visit, Query(which): Query<Which>) -> Result<Response, Fault> {
    may_report(&visit)?;
    let pairs = [("site", which.site), ("q", which.q), ("equipment", which.equipment)];
    let fields = Fields(pairs.map(|(name, value)| (name.to_owned(), value)).into());
    show(&visit, fields, String::new()).await
}

async fn show(visit: &Visit, f: Fields, refusal: String) -> Result<Response, Fault> {
    let hub = visit.hub();
    let mut p = visit.page().at("jobs");
    let refused = !refusal.is_empty();
    if refused {
        p = p.refused(refusal);
        p.back = "/jobs/new".to_owned();
    }
    let chosen = match f.parse::<SiteId>("site") {
        Some(id) => Some((id, access::look::<Site>(&hub.ledger, &visit.viewer, id.uuid()).await?.state)),
        None => None,
    };
    let (groups, more) = if chosen.is_none() { groups(visit, f.get("q")).await? } else { Default::default() };
    let site = match &chosen {
        Some((id, site)) => {
            let names =
                Names::of(&hub.ledger, visit.lang(), site.customer.map(Subject::from).into_iter().collect()).await?;
            Some(site_form(visit, &p, *id, site, &f, &names).await?)
        }
        None => None,
    };
    let mut response = html(&Form { p, groups, more, site, f });
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// So many sites are offered; who looks for another one says more of it.
const SITES: usize = 50;

/// The sites that answer some words, by customer; and whether there are others.
async fn groups(visit: &Visit, words: &str) -> Result<(Vec<Group>, bool), HubError> {
    let ledger = &visit.hub().ledger;
    let asks = Directory {
        kind: Site::KIND,
        reach: &visit.viewer.reach,
        lang: visit.lang(),
        words,
        owner: None,
        facet: None,
        ended: Ended::Without,
        today: time(visit.hub().clock.now_ms()).date_naive(),
    };
    let found = ledger.directory(&asks, None, SITES).await?;
    let customers = ledger.names(found.rows.iter().filter_map(|row| row.owner.clone()).collect()).await?;
    let mut groups: BTreeMap<&str, Vec<Choice>> = BTreeMap::new();
    for row in &found.rows {
        let customer = row.owner.as_ref().and_then(|owner| customers.get(owner));
        let choice = Choice::new(row.subject.id(), row.called(visit.lang()), "");
        groups.entry(customer.map_or("", |customer| customer.called(visit.lang()))).or_default().push(choice);
    }
    let groups = groups.into_iter().map(|(customer, sites)| Group { customer: customer.to_owned(), sites });
    Ok((groups.collect(), found.next.is_some() || found.cut))
}

async fn site_form(
    visit: &Visit,
    p: &Page,
    id: SiteId,
    site: &Site,
    f: &Fields,
    names: &Names,
) -> Result<SiteForm, HubError> {
    let kind = if f.get("kind").is_empty() { JobKind::Repair.code() } else { f.get("kind") };
    let customer = site.customer.map_or_else(String::new, |id| names.customer(id));
    let chosen: Vec<EquipmentId> = f.all("equipment").filter_map(|id| id.parse().ok()).collect();
    let (machines, more_machines) = machines::offered(visit, p, id, (&chosen, &[])).await?;
    let at = match f.get("at") {
        "" => local_time::field(time(visit.hub().clock.now_ms()), site.tz()),
        typed => typed.to_owned(),
    };
    Ok(SiteForm {
        id: id.to_string(),
        name: format!("{customer} · {}", site.name.in_lang(p.lang)),
        kinds: kinds(p, kind),
        channels: channels(p, f.get("channel")),
        machines,
        more_machines,
        contacts: site.contacts.values().map(|contact| contact.name.clone()).collect(),
        company: if f.get("company").is_empty() { customer } else { f.get("company").to_owned() },
        at_type: words::input_type(&at),
        at,
        zone: site.zone.clone(),
    })
}

/// The kinds of work to choose from.
pub(super) fn kinds(p: &Page, stands: &str) -> Vec<Choice> {
    JobKind::ALL.iter().map(|kind| Choice::new(kind.code(), p.code("papers-kind-", kind.code()), stands)).collect()
}

/// The ways in which somebody reports, to choose from.
pub(super) fn channels(p: &Page, stands: &str) -> Vec<Choice> {
    let choice = |one: &Channel| Choice::new(one.code(), p.code("papers-channel-", one.code()), stands);
    Channel::ALL.iter().map(choice).collect()
}

/// What the form says by time and lists; nothing of it is replaced where it cannot be read.
fn chosen(fields: &Fields, zone: Tz, now: DateTime<Utc>) -> Result<(DateTime<Utc>, JobKind, Channel), Refusal> {
    let at = local_time::read(fields.get("at"), zone, now)?;
    let kind = fields.choice("kind", JobKind::from_code)?;
    Ok((at, kind, fields.choice("channel", Channel::from_code)?))
}

/// The form was sent.
pub(super) async fn report(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    may_report(&visit)?;
    let hub = visit.hub();
    let site_id: SiteId = fields.parse("site").ok_or_else(Fault::not_found)?;
    let site = access::look::<Site>(&hub.ledger, &visit.viewer, site_id.uuid()).await?.state;
    let (Some(customer), Some(centre)) = (site.customer, site.centre) else { return Err(Fault::not_found()) };
    let now = time(hub.clock.now_ms());
    let named = machines::named(&visit, &fields, &[]).await?;
    let read = chosen(&fields, site.tz(), now).and_then(|chosen| {
        let named = named?;
        let machines = commands::reported_machines(site_id, &named)?;
        Ok((chosen, named, machines))
    });
    let ((at, kind, channel), named, machines) = match read {
        Ok(read) => read,
        Err(refusal) => return show(&visit, fields, refusal_text(visit.lang(), &refusal)).await,
    };
    let about = (site_id, &site);
    // What the customer is entitled to is asked of the machine that it is about.
    let first = named.first().map(|(_, machine)| machine);
    let question = Question { equipment: first, site: about, customer: Some(customer), kind, at };
    let entitled = entitled::answer(&hub.ledger, question).await?;
    let text = |name: &str| fields.get(name).to_owned();
    let known_caller = site.contacts.values().find(|contact| contact.name == fields.get("caller"));
    let or_known =
        |typed: String, known: Option<String>| if typed.is_empty() { known.unwrap_or_default() } else { typed };
    let report = Report {
        number: String::new(),
        kind,
        channel,
        caller: ContactPart {
            name: text("caller"),
            title: or_known(text("title"), known_caller.map(|contact| contact.title.clone())),
            phone: or_known(
                text("phone"),
                known_caller.and_then(|contact| contact.phone.as_ref()).map(ToString::to_string),
            ),
        },
        company: text("company"),
        product: text("product"),
        symptom: text("symptom"),
        at,
        centre,
        customer,
        site: site_id,
        contract: entitled.contract,
        equipment: machines,
        entitlement: Some(entitled.part()),
        origin: None,
        photos: Vec::new(),
        follows: None,
    };
    // The job's id is the command's: the form sent twice leads to the same job.
    let (id, actor) = (sent.id, visit.actor());
    let refused = run_numbering(&visit, sent, async move |desk| {
        if desk.ledger.get::<Job>(id).await?.is_some() {
            return Err(Fault::new(StatusCode::CONFLICT, "form_sent_before").into());
        }
        Ok(commands::report(&desk.actor(actor), report, now, &mut || id))
    })
    .await?;
    match refused {
        Some(text) => show(&visit, fields, text).await,
        None => Ok(Redirect::to(&format!("/jobs/{id}?done=1")).into_response()),
    }
}
