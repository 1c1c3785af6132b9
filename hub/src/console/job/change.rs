//! What was reported wrongly is corrected: the fields that the person changed, no others. What the customer is entitled to is asked again with it.

use crate::console::command::{Told, run_form};
use crate::console::kept::{About, Miss, answered, find, look, must, name_of, now};
use crate::console::kit::{Choice, Field, Form, refused_page, shown_page};
use crate::console::report::kinds;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::console::{entitled, machines};
use crate::error::{Fault, HubError};
use crate::ledger::{Drawn, Ledger};
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::fields::Change;
use fettle_core::domain::ids::{EquipmentId, JobId, SiteId};
use fettle_core::domain::jobs::sheet::{EntitlementPart, JobKind};
use fettle_core::domain::jobs::{Job, Report, ReportChange, commands};
use fettle_core::domain::local_time;
use fettle_core::domain::sites::{Entitled, Equipment, Question, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Refusal, Subject};
use fettle_core::text::text_with;

/// The choice about what the customer is entitled to, of a job that was judged.
const ENTITLED: &str = "entitled";
/// It stands as it was said.
const KEEP: &str = "keep";
/// It is taken again.
const TAKE_NEW: &str = "anew";

/// What the form shows beside the record: what was typed, and the answer that would be new.
#[derive(Default)]
struct Beside<'a> {
    typed: Option<&'a Fields>,
    drawn: Option<Drawn>,
    new_answer: Option<EntitlementPart>,
}

async fn site_of(ledger: &Ledger, id: SiteId) -> Result<Site, HubError> {
    Ok(ledger.get::<Site>(id.uuid()).await?.map(|found| found.state).unwrap_or_default())
}

fn report_of(job: &Job) -> Result<&Report, Fault> {
    job.report.as_ref().map(|report| &report.what).ok_or_else(Fault::not_found)
}

async fn about(auth: &AuthContext, id: JobId, job: &Job, beside: Beside<'_>) -> Result<(About, Form), Fault> {
    let report = report_of(job)?;
    let path = format!("/jobs/{id}/change");
    let live = Some(Subject::from(id).to_string());
    let p = auth.page().at("jobs").back_to(&path).drawn_at(beside.drawn).live(live);
    let ledger = &auth.hub().ledger;
    let site = site_of(ledger, report.site).await?;
    let line =
        |name: &'static str, holds: &str| Field::line(name, p.code("job-field-", name)).at_most(1_000).holding(holds);
    let mut all_kinds = kinds(&p, report.kind.code());
    if let JobKind::Newer(code) = report.kind {
        all_kinds.push(Choice::new(code.as_str(), code.as_str(), code.as_str()));
    }
    let name = name_of(auth, &p, &report.site.into()).await?;
    let place = Choice::new(report.site, name.clone(), &report.site.to_string());
    let mut chosen = report.equipment.clone();
    let more = beside.typed.into_iter().flat_map(|typed| typed.all("equipment")).filter_map(|one| one.parse().ok());
    chosen.extend(more.filter(|one: &EquipmentId| !report.equipment.contains(one)));
    let boxes = machines::offered(auth, &p, report.site, (&chosen, &report.equipment)).await?;
    let reported = local_time::field(report.at, site.tz());
    let at = Field::time("at", p.code("job-field-", "at"), reported).required().answers(&[
        "time_missing",
        "time_invalid",
        "time_skipped",
        "time_twice",
        "report_ahead",
        "report_too_old",
    ]);
    let mut form = Form::new(&p, "job", path, p.t("console-correct-report"))
        .with(Field::one("kind", p.t("job-field-kind"), all_kinds).answers(&["choice_unreadable"]))
        .with(at.help(p.t1("console-times-in", "zone", &site.zone)))
        .with(line("caller", &report.caller.name).required().answers(&["text_missing"]))
        .with(line("title", &report.caller.title))
        .with(line("phone", &report.caller.phone))
        .with(line("company", &report.company))
        .with(line("product", &report.product))
        .with(
            Field::lines("symptom", p.t("job-field-symptom"))
                .holding(&report.symptom)
                .required()
                .answers(&["text_missing"]),
        )
        .with(Field::find("site", p.t("job-field-site"), Site::KIND, vec![place]).holding(name).required().answers(&[
            "site_of_other_customer",
            "site_closed",
            "none_found",
            "which_one",
        ]));
    let named = Field::find_several("equipment", p.t("report-machines"), Equipment::KIND, boxes);
    form = form.with(named.help(p.t("console-correct-machines")).answers(&[
        "equipment_elsewhere",
        "equipment_retired",
        "equipment_too_many",
        "none_found",
        "which_one",
    ]));
    if job.level().is_some() {
        let choices = vec![
            Choice::new("", "", ""),
            Choice::new(KEEP, p.t("console-entitlement-keep"), ""),
            Choice::new(TAKE_NEW, p.t("console-entitlement-anew"), ""),
        ];
        let said = |one: &EntitlementPart| {
            super::joined([p.code("papers-entitlement-", one.basis.code()).as_str(), &one.text(p.lang)])
        };
        let stands = entitled::of_job(ledger, job, &site).await?.as_ref().map(said).unwrap_or_default();
        let help = match beside.new_answer.as_ref().map(said) {
            Some(new_answer) => text_with(p.lang, "console-entitlement-asked", &[("from", stands), ("to", new_answer)]),
            None => p.t1("console-entitlement-stands", "answer", stands),
        };
        let decision = Field::one(ENTITLED, p.t("job-field-entitlement"), choices).help(help);
        form = form.with(decision.answers(&["entitlement_changes"]));
    }
    let crumb = (format!("/jobs/{id}"), job.number().to_owned());
    Ok((About { title: p.t("console-correct-report"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "job.report_changed")?;
    let (id, job) = look::<Job, JobId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &job, Beside::default()).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// Which field is refused, and why.
type Refused = (&'static str, Miss);

fn refused(field: &'static str, refusal: Refusal) -> Refused {
    (field, Miss { refusal, choices: Vec::new() })
}

/// What a text field says; what was shown where nobody touched it: a browser sends lines and spaces in its own way.
fn told(fields: &Fields, name: &str, shown: &str) -> Option<String> {
    let typed = fields.has(name).then(|| fields.get(name).replace("\r\n", "\n"))?;
    let same = typed == shown.trim().replace("\r\n", "\n");
    Some(if same { shown.to_owned() } else { typed })
}

/// What the form says of the report that it showed.
async fn read(
    auth: &AuthContext,
    fields: &Fields,
    shown: &Report,
    (zone, now): (Tz, DateTime<Utc>),
) -> Result<Result<ReportChange, Refused>, Fault> {
    let at = match fields.get("at") {
        // To the minute, as the form holds it.
        typed if typed == local_time::field(shown.at, zone) => Ok(shown.at),
        typed => local_time::read(typed, zone, now),
    };
    let kind = match fields.get("kind") {
        same if same == shown.kind.code() => Ok(shown.kind),
        _ => fields.choice("kind", JobKind::from_code),
    };
    let (at, kind) = match (at, kind) {
        (Ok(at), Ok(kind)) => (at, kind),
        (Err(refusal), _) => return Ok(Err(refused("at", refusal))),
        (_, Err(refusal)) => return Ok(Err(refused("kind", refusal))),
    };
    let site = match find(auth, fields, "site", Site::KIND).await? {
        Ok(found) => found.map(SiteId::new),
        Err(miss) => return Ok(Err(("site", miss))),
    };
    let at_site = site.unwrap_or(shown.site);
    let named = match machines::named(auth, fields, (at_site, &shown.equipment)).await? {
        Ok(named) => named.into_iter().map(|(id, _)| id).collect(),
        Err(miss) => return Ok(Err(("equipment", miss))),
    };
    let text = |name: &str, shown: &str| told(fields, name, shown);
    Ok(Ok(ReportChange {
        caller: text("caller", &shown.caller.name),
        title: text("title", &shown.caller.title),
        phone: text("phone", &shown.caller.phone),
        company: text("company", &shown.company),
        product: text("product", &shown.product),
        symptom: text("symptom", &shown.symptom),
        at: Some(at),
        kind: Some(kind),
        site,
        equipment: fields.has("equipment_more").then_some(named),
        ..ReportChange::default()
    }))
}

/// A report with what is asked about it.
struct Asked {
    site: Site,
    machines: Vec<(EquipmentId, Equipment)>,
    entitled: Entitled,
}

/// Asks what the customer is entitled to by a report as it would stand.
async fn ask(ledger: &Ledger, report: &Report) -> Result<Asked, HubError> {
    let site = site_of(ledger, report.site).await?;
    let mut machines = Vec::with_capacity(report.equipment.len());
    for id in &report.equipment {
        let found = ledger.get::<Equipment>(id.uuid()).await?;
        machines.push((*id, found.map(|found| found.state).unwrap_or_default()));
    }
    let question = Question {
        equipment: machines.first().map(|(_, machine)| machine),
        site: (report.site, &site),
        customer: Some(report.customer),
        kind: report.kind,
        at: report.at,
    };
    let entitled = entitled::answer(ledger, question).await?;
    Ok(Asked { site, machines, entitled })
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "job.report_changed")?;
    let (id, job) = look::<Job, JobId>(&auth, &id).await?;
    let (ledger, drawn) = (auth.hub().ledger.clone(), sent.drawn);
    // A page that showed no report yet had no such form; what stands now is compared with then.
    let shown = ledger.as_drawn::<Job>(id, drawn).await?.report.map(|report| report.what);
    let shown = shown.map_or_else(|| report_of(&job).cloned(), Ok)?;
    let zone = site_of(&ledger, shown.site).await?.tz();
    let typed = match read(&auth, &fields, &shown, (zone, time(auth.hub().clock.now_ms()))).await? {
        Ok(typed) => typed.since(&shown),
        Err((field, miss)) => {
            let told = Told::of(auth.lang(), &miss.refusal).at(field);
            let beside = Beside { typed: Some(&fields), drawn: Some(drawn), new_answer: None };
            let (About { p, title, crumb }, form) = about(&auth, id, &job, beside).await?;
            return Ok(refused_page(p, title, crumb, form.choose(field, miss.choices), (&fields, &told)));
        }
    };
    let new_answer = match fields.get(ENTITLED) {
        TAKE_NEW => Some(true),
        KEEP => Some(false),
        _ => None,
    };
    let (actor, change) = (auth.actor(), typed.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let job = now::<Job>(&desk, id).await?;
        let Some(report) = &job.report else { return Ok(Err(Refusal::new("job_unknown"))) };
        let Asked { site, machines, entitled } = ask(&desk.ledger, &change.made_of(&report.what)).await?;
        let about = commands::Correcting { site: &site, machines: &machines, entitled, new_answer };
        Ok(commands::correct_report(&job, &desk.actor(actor), change, about, time(desk.now_ms)))
    })
    .await?;
    let asked = match &told {
        Some(told) if told.code == "entitlement_changes" => {
            Some(ask(&ledger, &typed.made_of(report_of(&job)?)).await?.entitled.part())
        }
        _ => None,
    };
    let beside = Beside { typed: Some(&fields), drawn: Some(drawn), new_answer: asked };
    let again = about(&auth, id, &job, beside).await?;
    Ok(answered(told, &format!("/jobs/{id}"), &fields, || again))
}
