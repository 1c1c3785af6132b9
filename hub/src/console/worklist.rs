//! The worklist: everything that a person has to look at, on every kind of record, with who has to act; and settling it.

use super::backup;
use super::calendars::missing;
use super::calling;
use super::command::run;
use super::job::{answer_text, definition, field_values, flag_text, joined};
use super::kept::now;
use super::late::{LatePage, late};
use super::names::Names;
use super::page::{Page, html};
use super::request::{AuthContext, AuthForm};
use super::said;
use super::scanned;
use super::words;
use crate::access;
use crate::console::query::Query;
use crate::error::{Fault, HubError};
use crate::ledger::{LateKey, Ledger, OpenPoint};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::checks::Check;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Card, Place, Take, through_own_bag};
use fettle_core::domain::people::{Actor, Centre, Person};
use fettle_core::domain::said::label;
use fettle_core::domain::sites::{Contract, Site, zone};
use fettle_core::domain::worklist::{self, Point, PointKey, Settling};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, EventId, Refusal, Subject};
use serde::Deserialize;
use uuid::Uuid;

/// Rows of a page.
const PAGE: i64 = 50;

/// Where a page goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    #[serde(default)]
    since: Option<u64>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    point: String,
    // Where what is late goes on.
    #[serde(default)]
    late_since: i64,
    #[serde(default)]
    late_subject: String,
    #[serde(default)]
    late_what: String,
    #[serde(default)]
    late_item: String,
}

impl After {
    /// Where the list of what is late goes on.
    fn late(&self) -> LateKey {
        LateKey {
            since: self.late_since,
            subject: self.late_subject.clone(),
            what: self.late_what.clone(),
            item: self.late_item.clone(),
        }
    }
    fn point(&self) -> Option<OpenPoint> {
        let subject = self.subject.parse().ok()?;
        Some(OpenPoint { subject, point: self.point.clone(), since: self.since? })
    }
}

struct Row {
    subject: String,
    point: String,
    text: String,
    record: String,
    address: String,
    since: String,
    who: String,
    /// Whether the reader may settle it.
    mine: bool,
    /// Whether the reader may say the serial number that it waits for.
    identify: bool,
    /// Event and text of each value of a conflict; empty for a flag.
    values: Vec<(String, String)>,
    /// What was typed, where it was refused.
    typed: Typed,
}

/// What was typed: a decision, or a serial number.
#[derive(Clone, Default)]
struct Typed {
    decision: String,
    serial: String,
}

#[derive(Template)]
#[template(path = "worklist.html")]
struct List {
    p: Page,
    /// What is said of a calendar that is missing, and where it is brought.
    missing: Option<(String, String)>,
    /// What is said of the hub's backups to who looks after it.
    backup: Option<String>,
    late: LatePage,
    rows: Vec<Row>,
    next: Option<String>,
}

/// The page.
pub(super) async fn page(auth: AuthContext, Query(after): Query<After>) -> Result<Response, Fault> {
    show(&auth, after.point().as_ref(), &after.late(), String::new(), None).await
}

/// What was sent and refused: its record, its point, and what was typed.
struct Refused {
    subject: String,
    point: String,
    typed: Typed,
}

async fn show(
    auth: &AuthContext,
    after: Option<&OpenPoint>,
    late_after: &LateKey,
    refusal: String,
    refused: Option<Refused>,
) -> Result<Response, Fault> {
    let hub = auth.hub();
    let mut p = calling::told(auth, auth.page().at("worklist").live(None)).await?;
    if !refusal.is_empty() {
        p = p.refused(refusal);
        p.back = "/worklist".to_owned();
    }
    let mut found = hub.ledger.worklist(&auth.viewer.reach, after, PAGE + 1).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let zone = match auth.viewer.person.centre {
        Some(centre) => hub.ledger.get::<Centre>(centre.uuid()).await?.map(|centre| zone(&centre.state.zone)),
        None => None,
    };
    let zone = zone.unwrap_or_else(|| fettle_core::domain::sites::zone(""));
    let mut rows = Vec::with_capacity(found.len());
    for open in &found {
        if let Some(mut row) = row(auth, &p, zone, open).await? {
            let same = refused.as_ref().filter(|refused| refused.subject == row.subject && refused.point == row.point);
            row.typed = same.map(|refused| refused.typed.clone()).unwrap_or_default();
            rows.push(row);
        }
    }
    let next = found.last().filter(|_| more).map(|last| {
        let escape =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let (subject, point) = (escape(&last.subject.to_string()), escape(&last.point));
        format!("/worklist?since={}&subject={subject}&point={point}", last.since)
    });
    let late = late(auth, &p, late_after).await?;
    let missing = missing(auth, &p).await?;
    let backup = backup::warning(auth, &p).await?;
    let mut response = html(&List { p, missing, backup, late, rows, next });
    if refused.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// One row; none where the point was settled since the list was read.
async fn row(auth: &AuthContext, p: &Page, zone: Tz, open: &OpenPoint) -> Result<Option<Row>, HubError> {
    let ledger = &auth.hub().ledger;
    let Some(state) = ledger.any(&open.subject).await? else { return Ok(None) };
    let points = worklist::open(&state);
    let Some(point) = points.iter().find(|point| point.key().to_string() == open.point) else { return Ok(None) };
    let record = record(ledger, p, &open.subject, &state).await?;
    let (text, values) = told(auth, p, &state, point).await?;
    let mut who: Vec<String> = Vec::new();
    for role in point.roles(open.subject.kind()) {
        who.push(p.code("people-role-", &role.code().replace('_', "-")));
    }
    let comma = p.t("screen-list-comma");
    let actor = auth.actor();
    let own_bag = own_bag(ledger, &actor, &state).await?;
    Ok(Some(Row {
        subject: open.subject.to_string(),
        point: open.point.clone(),
        text: words::short(&text),
        record: record.0,
        address: record.1,
        since: words::minute(time(open.since), zone),
        who: who.join(&comma),
        mine: point.is_for(open.subject.kind(), &state, &actor),
        identify: worklist::may_identify(&state, point, &actor, own_bag),
        values,
        typed: Typed::default(),
    }))
}

/// What a point says, and the values to choose from.
async fn told(
    auth: &AuthContext,
    p: &Page,
    state: &AnyFolded,
    point: &Point,
) -> Result<(String, Vec<(String, String)>), HubError> {
    let ledger = &auth.hub().ledger;
    match (point, state) {
        (Point::Flag(flag), _) => Ok((flag_text(p.lang, flag), Vec::new())),
        (Point::Help(help), _) => {
            let args = [("case", p.code("job-help-", help.call.case.code())), ("text", help.call.text.clone())];
            Ok((p.tn("worklist-help", &args), Vec::new()))
        }
        (Point::Field(field), AnyFolded::Job(job)) => {
            let names =
                Names::of(ledger, p.lang, job.state.people_of(*field).into_iter().map(Subject::from).collect()).await?;
            let site = match job.state.site() {
                Some(site) => ledger.get::<Site>(site.uuid()).await?.map(|site| site.state),
                None => None,
            };
            let zone = site.unwrap_or_default().tz();
            let conflict = field_values(auth, p, &job.state, (*field, &names, zone)).await?;
            Ok((p.t1("worklist-written-apart", "what", conflict.name), conflict.values))
        }
        (Point::Item(slot), AnyFolded::Check(check)) => {
            let list = definition(ledger, &check.state).await?;
            let item = list.as_ref().and_then(|list| list.item(&slot.item));
            let label = item.map_or_else(|| slot.item.clone(), |item| item.label.in_lang(p.lang).to_owned());
            let what = joined([label.as_str(), check.state.equipment_name(slot)]);
            let writes = check.state.entries.get(slot).map(|entry| entry.writes()).unwrap_or_default();
            let names = Names::of(ledger, p.lang, writes.iter().map(|write| Subject::from(write.by)).collect()).await?;
            let values = writes.iter().map(|write| {
                let said = answer_text(p, item, &write.value);
                (write.event.to_string(), joined([said.as_str(), &names.person(write.by)]))
            });
            Ok((p.t1("worklist-answered-apart", "what", what), values.collect()))
        }
        (Point::Kept(field), state) => {
            let Some(written) = state.written() else { return Ok((String::new(), Vec::new())) };
            let names =
                Names::of(ledger, p.lang, written.writes(field).iter().map(|write| Subject::from(write.by)).collect())
                    .await?;
            let mut values = Vec::new();
            for value in worklist::kept_values(written, field) {
                let said = said::text(ledger, p, &auth.viewer, &value.said).await?;
                values.push((value.event.to_string(), joined([said.as_str(), &names.person(value.by)])));
            }
            Ok((p.t1("worklist-written-apart", "what", p.t(&label(field))), values))
        }
        // A field of a job stands on a job, an item on a check.
        (Point::Field(_) | Point::Item(_), _) => Ok((String::new(), Vec::new())),
    }
}

/// What the record is called, and where it is shown.
async fn record(ledger: &Ledger, p: &Page, subject: &Subject, state: &AnyFolded) -> Result<(String, String), HubError> {
    match state {
        AnyFolded::Job(job) => {
            let symptom = job.state.report.as_ref().map(|report| report.what.symptom.clone()).unwrap_or_default();
            of_job(ledger, subject.id(), &symptom).await
        }
        AnyFolded::Check(check) => match check.state.job() {
            Some(job) => of_job(ledger, job.uuid(), &check_title(ledger, p, &check.state).await?).await,
            None => Ok((check.state.code().to_owned(), String::new())),
        },
        AnyFolded::Take(take) => match take.state.job {
            Some(job) => of_job(ledger, job.uuid(), &take_name(ledger, p, &take.state).await?).await,
            None => Ok((take_name(ledger, p, &take.state).await?, format!("/stock?slip={}", subject.id()))),
        },
        AnyFolded::Movement(moved) => {
            let Some(details) = &moved.state.details else { return Ok((String::new(), "/stock".to_owned())) };
            let card = ledger.get::<Card>(details.card.uuid()).await?.map(|card| card.state);
            let name = card.as_ref().map_or_else(String::new, |card| card.name().in_lang(p.lang).to_owned());
            let at = details.to.or(details.from);
            let store = place_name(ledger, p, at).await?;
            let address = at.map_or_else(|| "/stock".to_owned(), |at| format!("/stock/{at}/{}", details.card));
            Ok((joined([name.as_str(), moved.state.serial().unwrap_or_default(), &store]), address))
        }
        AnyFolded::Stocktake(counted) => {
            let place = place_name(ledger, p, counted.state.place).await?;
            let address = counted.state.place.map_or_else(|| "/stock".to_owned(), |at| format!("/places/{at}"));
            Ok((p.t1("worklist-stocktake", "place", place), address))
        }
        AnyFolded::Place(_) => {
            let name = place_name(ledger, p, Some(subject.id().into())).await?;
            Ok((name, format!("/places/{}", subject.id())))
        }
        AnyFolded::Checklist(list) => {
            let title = list.state.definition.as_ref().map(|list| list.title.in_lang(p.lang).to_owned());
            let address = list.state.definition.as_ref().map(|list| format!("/checklists/{}", list.code));
            Ok((title.unwrap_or_default(), address.unwrap_or_default()))
        }
        other => {
            // A price, an account and skills have no name: they are called as what they belong to, whose id they have.
            let priced = match other {
                AnyFolded::Price(_) => ledger.any(&Subject::new(Contract::KIND, subject.id())).await?,
                AnyFolded::CardPrice(_) => ledger.any(&Subject::new(Card::KIND, subject.id())).await?,
                AnyFolded::Account(_) | AnyFolded::Skills(_) => {
                    ledger.any(&Subject::new(Person::KIND, subject.id())).await?
                }
                _ => None,
            };
            let name = priced.as_ref().unwrap_or(other).name().map(|name| name.in_lang(p.lang).to_owned());
            let address = match other {
                AnyFolded::Person(_) | AnyFolded::Account(_) if p.people => format!("/people/{}", subject.id()),
                AnyFolded::Skills(_) if p.admin => format!("/people/{}", subject.id()),
                _ => said::address(subject),
            };
            Ok((name.unwrap_or_else(|| subject.kind().to_owned()), address))
        }
    }
}

async fn of_job(ledger: &Ledger, id: Uuid, about: &str) -> Result<(String, String), HubError> {
    let number = ledger.get::<Job>(id).await?.map(|job| job.state.number().to_owned()).unwrap_or_default();
    Ok((words::short(&joined([number.as_str(), about])), format!("/jobs/{id}")))
}

async fn place_name(ledger: &Ledger, p: &Page, id: Option<PlaceId>) -> Result<String, HubError> {
    let Some(id) = id else { return Ok(String::new()) };
    let found = ledger.get::<Place>(id.uuid()).await?;
    Ok(found.map_or_else(String::new, |place| place.state.name().in_lang(p.lang).to_owned()))
}

/// A slip's number; of what came back and nobody had taken there is no slip: what it is, and who brought it.
async fn take_name(ledger: &Ledger, p: &Page, take: &Take) -> Result<String, HubError> {
    let Some(unowed) = take.unowed.first().filter(|_| take.number.is_empty()) else { return Ok(take.number.clone()) };
    let card = ledger.get::<Card>(unowed.card.uuid()).await?.map(|card| card.state).unwrap_or_default();
    let names = Names::of(ledger, p.lang, take.taker.map(Subject::from).into_iter().collect()).await?;
    let person = take.taker.map(|taker| names.person(taker)).unwrap_or_default();
    Ok(joined([card.name().in_lang(p.lang), &person]))
}

/// Whether a piece of a movement was in the own bag of `actor`.
async fn own_bag(ledger: &Ledger, actor: &Actor, state: &AnyFolded) -> Result<bool, HubError> {
    let Some(details) = state.as_movement().and_then(|moved| moved.details.as_ref()) else { return Ok(false) };
    let mut places: Vec<Place> = Vec::new();
    for place in details.from.into_iter().chain(details.to) {
        places.extend(ledger.get::<Place>(place.uuid()).await?.map(|place| place.state));
    }
    Ok(through_own_bag(actor, &places))
}

async fn check_title(ledger: &Ledger, p: &Page, check: &Check) -> Result<String, HubError> {
    let list = definition(ledger, check).await?;
    Ok(list.map_or_else(|| check.code().to_owned(), |list| list.title.in_lang(p.lang).to_owned()))
}

/// A point is settled.
pub(super) async fn settle(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    let subject: Subject = fields.get("subject").parse().map_err(|_| Fault::not_found())?;
    if !access::may_see(&auth.hub().ledger, &auth.viewer, &subject).await? {
        return Err(Fault::not_found());
    }
    let (actor, said) = (auth.actor(), fields.clone());
    let refused = run(&auth, sent, async move |desk| {
        let Some(state) = desk.ledger.any(&subject).await? else { return Ok(Err(Refusal::new("flag_unknown"))) };
        let how = if said.has("serial") {
            let own_bag = own_bag(&desk.ledger, &actor, &state).await?;
            let card = match &state {
                AnyFolded::Movement(moved) => moved.state.card(),
                _ => None,
            };
            let card = match card {
                Some(card) => now::<Card>(&desk, card).await?,
                None => Card::default(),
            };
            match scanned::serial(said.get("serial"), &card, desk.now_ms) {
                Ok(serial) => Settling::Identified { serial, own_bag },
                // Nothing was said: the domain says what is missing.
                Err(_) if said.get("serial").is_empty() => Settling::Identified { serial: String::new(), own_bag },
                Err(refusal) => return Ok(Err(refusal)),
            }
        } else {
            match said.parse::<EventId>("chosen") {
                Some(chosen) => Settling::Chosen(chosen),
                None => Settling::Decided(said.get("decision").to_owned()),
            }
        };
        let point = said.get("point").parse::<PointKey>();
        Ok(point.and_then(|point| worklist::settle(&state, &subject, &actor, point, how)))
    })
    .await?;
    match refused {
        None => Ok(Redirect::to("/worklist?done=1").into_response()),
        Some(text) => {
            let field = |name: &str| fields.get(name).to_owned();
            let typed = Typed { decision: field("decision"), serial: field("serial") };
            let refused = Refused { subject: field("subject"), point: field("point"), typed };
            show(&auth, None, &LateKey::default(), text, Some(refused)).await
        }
    }
}
