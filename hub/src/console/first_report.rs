//! A report by somebody who is nobody's customer yet: customer, site and job are put on record together, or nothing is. What there is more to say of
//! customer and site is said on their pages.

use super::command::run_numbering_form;
use super::kept::{About, answered, centre_field, centre_of, own_or_chosen};
use super::kit::{Field, Form, shown_page};
use super::report::{channels, kinds, may_report};
use super::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use crate::random;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use fettle_core::domain::ids::{CentreId, CustomerId, SiteId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Job, Report, commands};
use fettle_core::domain::people::{Actor, Centre};
use fettle_core::domain::sites::{
    Customer, CustomerDetails, Question, Site, SiteDetails, register_customer, register_site, zone,
};
use fettle_core::domain::values::Bilingual;
use fettle_core::domain::{local_time, printed::tidy};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Refusal};
use uuid::Uuid;

async fn about(auth: &AuthContext) -> Result<(About, Form), HubError> {
    let p = auth.page().at("jobs").back_to("/jobs/first");
    let house = match auth.viewer.person.centre {
        Some(own) => auth.hub().ledger.get::<Centre>(own.uuid()).await?.map(|folded| folded.state.zone),
        None => None,
    };
    let house = house.unwrap_or_else(|| zone("").name().to_owned());
    let now = local_time::field(time(auth.hub().clock.now_ms()), zone(&house));
    let line = |name: &'static str, key: &str| Field::line(name, p.t(key)).at_most(1_000);
    let mut form = Form::new(&p, "first", "/jobs/first", p.t("console-new-job"))
        .with(line("customer", "sites-field-customer").required().answers(&["name_missing"]))
        .with(line("site", "console-site").help(p.t("report-first-site")))
        .with(line("address", "sites-field-address"));
    if let Some(centre) = centre_field(auth, &p, None, None).await? {
        form = form.with(centre);
    }
    form = form
        .with(line("zone", "sites-field-zone").holding(house).required().answers(&["zone_unknown"]))
        .with(
            Field::one("kind", p.t("console-kind"), kinds(&p, JobKind::Repair.code())).answers(&["choice_unreadable"]),
        )
        .with(Field::one("channel", p.t("console-channel"), channels(&p, Channel::Phone.code())))
        .with(line("caller", "console-caller").required().answers(&["text_missing"]))
        .with(line("title", "console-title"))
        .with(line("phone", "console-phone"))
        .with(line("product", "console-product"))
        .with(Field::lines("symptom", p.t("console-symptom")).required().at_most(20_000))
        .with(Field::time("at", p.t("console-reported"), now).required().answers(&[
            "time_missing",
            "time_invalid",
            "time_skipped",
            "time_twice",
            "report_ahead",
            "report_too_old",
        ]));
    let crumb = ("/jobs/new".to_owned(), p.t("console-new-job"));
    Ok((About { title: p.t("report-first"), crumb, p }, form))
}

/// The form.
pub(super) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    may_report(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// The three records that begin.
#[derive(Clone, Copy)]
struct Ids {
    job: Uuid,
    customer: CustomerId,
    site: SiteId,
}

/// What the form says, as records.
fn drafts(
    actor: &Actor,
    said: &Fields,
    ids: Ids,
    (at_centre, centre): (CentreId, &Centre),
    now: DateTime<Utc>,
) -> Result<Vec<Draft>, Refusal> {
    let text = |name: &str| tidy(said.get(name));
    let called = Bilingual::same(text("customer"));
    let place = if text("site").is_empty() { called.clone() } else { Bilingual::same(text("site")) };
    let details = CustomerDetails { name: called.clone(), centre: Some(at_centre), ..CustomerDetails::default() };
    let mut all = register_customer(actor, ids.customer, details, Some(centre))?;
    let customer = Customer { name: called.clone(), ..Customer::default() };
    let site = SiteDetails {
        address: said.get("address").to_owned(),
        ..SiteDetails::new(ids.customer, at_centre, place.clone(), &text("zone"))
    };
    all.extend(register_site(actor, ids.site, site, (&customer, centre))?);
    let begun = Site {
        customer: Some(ids.customer),
        centre: Some(at_centre),
        name: place,
        zone: text("zone"),
        ..Site::default()
    };
    let at = local_time::read(said.get("at"), begun.tz(), now)?;
    let (kind, channel) = (said.choice("kind", JobKind::from_code)?, said.choice("channel", Channel::from_code)?);
    let about = (ids.site, &begun);
    // Nobody has agreed anything with them yet.
    let entitled = Question { equipment: None, site: about, customer: Some(ids.customer), kind, at }.answer([]);
    let report = Report {
        number: String::new(),
        kind,
        channel,
        caller: ContactPart {
            name: said.get("caller").to_owned(),
            title: said.get("title").to_owned(),
            phone: said.get("phone").to_owned(),
        },
        company: called.zh,
        product: said.get("product").to_owned(),
        symptom: said.get("symptom").to_owned(),
        at,
        centre: at_centre,
        customer: ids.customer,
        site: ids.site,
        contract: entitled.contract,
        equipment: Vec::new(),
        entitlement: Some(entitled.part()),
        origin: None,
        photos: Vec::new(),
        follows: None,
    };
    all.extend(commands::report(actor, report, now, &mut || ids.job)?);
    Ok(all)
}

/// It was sent.
pub(super) async fn report(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    may_report(&auth)?;
    let now = auth.hub().clock.now_ms();
    // The job's id is the command's: the form sent twice leads to the same job.
    let ids = Ids { job: sent.id, customer: random::uuid(now)?.into(), site: random::uuid(now)?.into() };
    let (actor, said) = (auth.actor(), fields.clone());
    let told = run_numbering_form(&auth, sent, async move |desk| {
        if desk.ledger.get::<Job>(ids.job).await?.is_some() {
            return Err(Fault::new(StatusCode::CONFLICT, "form_sent_before").into());
        }
        let chosen = match own_or_chosen(actor.centre, &said) {
            Ok(Some(centre)) => centre,
            Ok(None) => return Ok(Err(Refusal::new("centre_unknown"))),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let centre = centre_of(&desk, Some(chosen)).await?.unwrap_or_default();
        Ok(drafts(&desk.actor(actor), &said, ids, (chosen, &centre), time(now)))
    })
    .await?;
    let again = about(&auth).await?;
    Ok(answered(told, &format!("/jobs/{}", ids.job), &fields, || again))
}
