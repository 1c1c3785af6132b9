//! Reporting a job: first the site, then the call. Two steps, so that the second knows the site's people, equipment and contract without
//! a script.

use super::command::{Told, run_numbering_form};
use super::entitled;
use super::kept::{About, Miss, answered};
use super::kit::{Choice, Field, Form, refused_page, shown_page};
use super::machines;
use super::names::Names;
use super::page::{Page, html};
use super::request::{AuthContext, AuthForm, Fields};
use crate::access;
use crate::console::query::Query;
use crate::error::{Fault, HubError};
use crate::ledger::{Directory, Ended};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::{EquipmentId, SiteId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Job, Report, commands};
use fettle_core::domain::local_time;
use fettle_core::domain::people::Role;
use fettle_core::domain::sites::{Equipment, Question, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Refusal, Subject};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Refusals that speak of the machines.
const MACHINES: &[&str] =
    &["equipment_elsewhere", "equipment_retired", "equipment_too_many", "none_found", "which_one", "choice_unreadable"];

struct Group {
    customer: String,
    sites: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct WhichSite {
    p: Page,
    groups: Vec<Group>,
    /// There are other sites than those that are offered.
    more: bool,
    q: String,
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

pub(super) fn may_report(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.is(Role::Desk) || auth.viewer.is(Role::Manager);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The form.
pub(super) async fn form(auth: AuthContext, Query(which): Query<Which>) -> Result<Response, Fault> {
    may_report(&auth)?;
    let site = which.site.parse::<SiteId>().ok();
    let Some(id) = site else {
        let p = auth.page().at("jobs");
        let (groups, more) = groups(&auth, &which.q).await?;
        return Ok(html(&WhichSite { p, groups, more, q: which.q }));
    };
    let site = access::look::<Site>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state;
    let fields = Fields(vec![("equipment".to_owned(), which.equipment)]);
    let (About { p, title, crumb }, form) = about(&auth, (id, &site), &fields).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// So many sites are offered; who looks for another one says more of it.
const SITES: usize = 50;

/// The sites that answer some words, by customer; and whether there are others.
async fn groups(auth: &AuthContext, words: &str) -> Result<(Vec<Group>, bool), HubError> {
    let ledger = &auth.hub().ledger;
    let asks = Directory {
        kind: Site::KIND,
        reach: &auth.viewer.reach,
        lang: auth.lang(),
        words,
        owner: None,
        facet: None,
        ended: Ended::Without,
        today: time(auth.hub().clock.now_ms()).date_naive(),
    };
    let found = ledger.directory(&asks, None, SITES).await?;
    let customers = ledger.names(found.rows.iter().filter_map(|row| row.owner.clone()).collect()).await?;
    let mut groups: BTreeMap<&str, Vec<Choice>> = BTreeMap::new();
    for row in &found.rows {
        let customer = row.owner.as_ref().and_then(|owner| customers.get(owner));
        let choice = Choice::new(row.subject.id(), row.called(auth.lang()), "");
        groups.entry(customer.map_or("", |customer| customer.called(auth.lang()))).or_default().push(choice);
    }
    let groups = groups.into_iter().map(|(customer, sites)| Group { customer: customer.to_owned(), sites });
    Ok((groups.collect(), found.next.is_some() || found.cut))
}

/// The form for a site, with the machines that are chosen in it already.
async fn about(auth: &AuthContext, (id, site): (SiteId, &Site), fields: &Fields) -> Result<(About, Form), HubError> {
    let p = auth.page().at("jobs").back_to(&format!("/jobs/new?site={id}"));
    let named = site.customer.map(Subject::from).into_iter().collect();
    let names = Names::of(&auth.hub().ledger, auth.lang(), named).await?;
    let customer = site.customer.map_or_else(String::new, |id| names.customer(id));
    let chosen: Vec<EquipmentId> = fields.all("equipment").filter_map(|id| id.parse().ok()).collect();
    let boxes = machines::offered(auth, &p, id, (&chosen, &[])).await?;
    let now = local_time::field(time(auth.hub().clock.now_ms()), site.tz());
    let line = |name: &'static str, key: &str| Field::line(name, p.t(key)).at_most(1_000);
    let callers = site.contacts.values().map(|contact| contact.name.clone()).collect();
    let at =
        Field::time("at", p.t("console-reported"), now).required().help(p.t1("console-times-in", "zone", &site.zone));
    let code: &'static [&'static str] = &["choice_unreadable"];
    let mut form = Form::new(&p, "job", "/jobs/new", p.t("console-new-job"))
        .with(Field::hidden("site").holding(id))
        .with(Field::one("kind", p.t("console-kind"), kinds(&p, JobKind::Repair.code())).answers(code))
        .with(Field::one("channel", p.t("console-channel"), channels(&p, "")).answers(code))
        .with(at.answers(&[
            "time_missing",
            "time_invalid",
            "time_skipped",
            "time_twice",
            "report_ahead",
            "report_too_old",
        ]))
        .with(line("caller", "console-caller").suggesting(callers).required())
        .with(line("title", "console-title"))
        .with(Field::phone("phone", p.t("console-phone")).at_most(1_000))
        .with(line("company", "console-company").holding(&customer))
        .with(line("product", "console-product"));
    // Of a site without machines nobody is asked for one.
    if !boxes.is_empty() || fields.has("equipment_more") {
        let machines = Field::find_several("equipment", p.t("report-machines"), Equipment::KIND, boxes);
        let machines = machines.help(p.t("report-more-machines")).asked_at(format!("/lookup/machines?site={id}"));
        form = form.with(machines.answers(MACHINES));
    }
    let symptom = Field::lines("symptom", p.t("console-symptom")).required().answers(&["text_missing"]);
    let crumb = ("/jobs/new".to_owned(), p.t("console-other-site"));
    let title = format!("{} · {customer} · {}", p.t("console-new-job"), site.name.in_lang(p.lang));
    Ok((About { title, crumb, p }, form.with(symptom)))
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
pub(super) async fn report(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    may_report(&auth)?;
    let hub = auth.hub();
    let site_id: SiteId = fields.parse("site").ok_or_else(Fault::not_found)?;
    let site = access::look::<Site>(&hub.ledger, &auth.viewer, site_id.uuid()).await?.state;
    let (Some(customer), Some(centre)) = (site.customer, site.centre) else { return Err(Fault::not_found()) };
    let now = time(hub.clock.now_ms());
    let named = machines::named(&auth, &fields, (site_id, &[])).await?;
    let none = |refusal: Refusal| Miss { refusal, choices: Vec::new() };
    let read = chosen(&fields, site.tz(), now).map_err(none).and_then(|chosen| {
        let at_machines = |miss: Miss| Miss { refusal: miss.refusal.with("field", "equipment"), ..miss };
        let named = named.map_err(at_machines)?;
        let machines = commands::reported_machines(site_id, &named).map_err(|no| at_machines(none(no)))?;
        Ok((chosen, named, machines))
    });
    let ((at, kind, channel), named, machines) = match read {
        Ok(read) => read,
        Err(Miss { refusal, choices }) => {
            let told = Told::of(auth.lang(), &refusal);
            let (About { p, title, crumb }, form) = about(&auth, (site_id, &site), &fields).await?;
            let form = if choices.is_empty() { form } else { form.choose("equipment", choices) };
            return Ok(refused_page(p, title, crumb, form, (&fields, &told)));
        }
    };
    // What the customer is entitled to is asked of the machine that it is about.
    let first = named.first().map(|(_, machine)| machine);
    let question = Question { equipment: first, site: (site_id, &site), customer: Some(customer), kind, at };
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
    let (id, actor) = (sent.id, auth.actor());
    let told = run_numbering_form(&auth, sent, async move |desk| {
        if desk.ledger.get::<Job>(id).await?.is_some() {
            return Err(Fault::new(StatusCode::CONFLICT, "form_sent_before").into());
        }
        Ok(commands::report(&desk.actor(actor), report, now, &mut || id))
    })
    .await?;
    let again = about(&auth, (site_id, &site), &fields).await?;
    Ok(answered(told, &format!("/jobs/{id}"), &fields, || again))
}
