//! The page itself: everything about a job, put together for its template.

use super::checks::CheckView;
use super::head::{self, ConflictView, EquipmentView, FlagView, Line};
use super::money::{self, CostView};
use super::parts::{PartView, Shelf, TakeView};
use super::photos::{self, PhotoView};
use super::promises::promises;
use super::repeat::{self, OtherJob, RepeatView};
use super::sheets::{self, DocumentView};
use super::timeline::{self, Line as TimelineLine, Telling};
use super::{PromiseView, Tone, checks, tone};
use crate::access;
use crate::console::entitled;
use crate::console::names::{Names, ids_in, people_at_work, skills_of};
use crate::console::page::{Page, html};
use crate::console::visit::{Fields, Visit};
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::Datelike;
use fettle_core::domain::checks::Check;
use fettle_core::domain::ids::{CardId, JobId, PlaceId, TakeId};
use fettle_core::domain::jobs::sheet::{Cause, Channel};
use fettle_core::domain::jobs::{FaultClass, Job, Status, call_back_due, commands, late, to_call_back};
use fettle_core::domain::local_time;
use fettle_core::domain::parts::{Card, Place, Take};
use fettle_core::domain::people::{Actor, Device, Person};
use fettle_core::domain::sites::{Contract, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Folded, Subject};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What a refused form held, so that nobody types it twice.
#[derive(Debug, Default)]
struct Entered {
    /// Which form.
    act: String,
    /// Its fields.
    fields: Fields,
}

impl Entered {
    /// Whether it was this form.
    fn is(&self, act: &str) -> bool {
        self.act == act
    }
    /// What a field held, in this form.
    fn value(&self, act: &str, field: &str) -> &str {
        if self.act == act { self.fields.get(field) } else { "" }
    }
    fn has(&self, act: &str, field: &str, value: &str) -> bool {
        self.act == act && self.fields.all(field).any(|one| one == value)
    }
}

/// A person who may be sent.
struct Candidate {
    id: String,
    name: String,
    chosen: bool,
}

/// Which forms are shown.
#[derive(Default)]
struct May {
    judge: bool,
    assign: bool,
    visit: bool,
    call: bool,
    close: bool,
    cancel: bool,
    remote: bool,
    repeat: bool,
    settle: bool,
    /// To correct the report, on a page of its own.
    correct: bool,
    amend: bool,
}

impl May {
    fn of(job: &Job, actor: &Actor) -> Self {
        let open = job.is_open() && job.report.is_some();
        let workable = open && job.current_sheet().is_none();
        let answered = job.current_sheet().is_some() || job.is_answered_remotely();
        Self {
            judge: workable && actor.may("job.judged"),
            assign: workable && actor.may("job.assigned"),
            visit: workable && actor.may("job.visit_agreed"),
            call: open && answered && actor.may("job.called_back"),
            close: open && job.is_called_back() && actor.may("job.closed"),
            cancel: open && !job.has_sheet() && actor.may("job.cancelled"),
            remote: workable && job.completed.is_none() && !job.is_started() && actor.may("job.solved_remotely"),
            repeat: job.report.is_some() && actor.may("job.repeat_attributed"),
            settle: actor.may("job.flag_settled"),
            correct: open && job.answered_sheet().is_none() && actor.may("job.report_changed"),
            amend: open && job.current_sheet().is_some() && actor.may("job.amended"),
        }
    }
    fn any(&self) -> bool {
        self.amend || self.judge || self.assign || self.visit || self.call || self.close || self.cancel || self.remote
    }
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    p: Page,
    id: String,
    number: String,
    status: String,
    tone: Tone,
    emergency: bool,
    customer: String,
    site: String,
    address: String,
    zone: String,
    symptom: String,
    lines: Vec<Line>,
    equipment: Vec<EquipmentView>,
    entitlement: Option<(String, String)>,
    promises: Vec<PromiseView>,
    /// What is late, and whom that was told.
    late: Vec<String>,
    call_due: String,
    flags: Vec<FlagView>,
    conflicts: Vec<ConflictView>,
    owed: Vec<(String, bool)>,
    timeline: Vec<TimelineLine>,
    photos: Vec<PhotoView>,
    checks: Vec<CheckView>,
    parts: Vec<PartView>,
    takes: Vec<TakeView>,
    costs: Vec<CostView>,
    totals: Vec<(String, String)>,
    documents: Vec<DocumentView>,
    has_sheet: bool,
    may: May,
    entered: Entered,
    candidates: Vec<Candidate>,
    classes: Vec<(&'static str, String)>,
    levels: Vec<(String, String)>,
    causes: Vec<(&'static str, String)>,
    channels: Vec<(&'static str, String)>,
    is_repair: bool,
    remote_with: String,
    remote_phone: String,
    at_work: Vec<(String, String)>,
    follow_up: Option<OtherJob>,
    repeat: Option<RepeatView>,
    visit_from: String,
    visit_to: String,
    visit_types: (&'static str, &'static str),
}

/// The page of a job that the person may see.
pub(in crate::console) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    show(&visit, id, String::new(), Entered::default()).await
}

/// The same with a refusal above it, and the refused form `act` open with what it held.
pub(in crate::console) async fn show_refused(
    visit: &Visit,
    id: JobId,
    refusal: String,
    act: String,
    fields: Fields,
) -> Result<Response, Fault> {
    show(visit, id, refusal, Entered { act, fields }).await
}

/// The ids that stand in what the page tells of: people, cards and places are among them.
async fn mentioned(
    ledger: &Ledger,
    subject: &Subject,
    job: &Job,
    checks: &[(Uuid, Folded<Check>)],
    takes: &[(Uuid, Take)],
) -> Result<BTreeSet<Uuid>, HubError> {
    let mut all: BTreeSet<Uuid> = ids_in(&serde_json::to_string(job)?).collect();
    let mut told = vec![subject.clone()];
    for (id, check) in checks {
        all.extend(ids_in(&serde_json::to_string(&check.state)?));
        told.push(Subject::new(Check::KIND, *id));
    }
    for (id, take) in takes {
        all.extend(ids_in(&serde_json::to_string(take)?));
        told.push(Subject::new(Take::KIND, *id));
    }
    let mut devices = BTreeSet::new();
    for subject in told {
        for event in ledger.events_of(&subject).await? {
            all.extend(ids_in(event.header_text()));
            all.extend(event.body_text().into_iter().flat_map(ids_in));
            devices.insert(event.header().device.uuid());
        }
    }
    // The timeline names who enrolled a phone for somebody else.
    for (_, device) in ledger.several::<Device>(devices.into_iter().collect()).await? {
        all.extend(device.state.enrolled_by_other().map(|by| by.uuid()));
    }
    Ok(all)
}

/// Those of some ids that are of this kind.
async fn states<I: From<Uuid> + Ord, A: Aggregate>(
    ledger: &Ledger,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<I, A>, HubError> {
    let found = ledger.several::<A>(ids.iter().copied().collect()).await?;
    Ok(found.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect())
}

async fn show(visit: &Visit, id: JobId, refusal: String, entered: Entered) -> Result<Response, Fault> {
    let hub = visit.hub();
    let job = access::look::<Job>(&hub.ledger, &visit.viewer, id.uuid()).await?.state;
    let subject = Subject::new(Job::KIND, id.uuid());
    let mut p = visit.page().at("jobs").live(Some(subject.to_string()));
    if !refusal.is_empty() {
        p = p.refused(refusal);
        p.back = format!("/jobs/{id}");
    }
    let site = match job.site() {
        Some(id) => hub.ledger.get::<Site>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default(),
        None => Site::default(),
    };
    let (zone, now) = (site.tz(), time(hub.clock.now_ms()));
    let actor = visit.actor();

    let contract = match job.contract() {
        Some(id) => hub.ledger.get::<Contract>(id.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    let filled = hub.ledger.by_parent::<Check>(&subject).await?;
    let (mut check_views, mut check_titles) = (Vec::new(), Vec::new());
    for (check_id, check) in &filled {
        let title = match checks::definition(&hub.ledger, &check.state).await? {
            Some(list) => {
                check_views.push(checks::view(&p, &check.state, &list, zone));
                list.title.in_lang(p.lang).to_owned()
            }
            None => check.state.code().to_owned(),
        };
        check_titles.push((*check_id, title));
    }
    let mut own_takes = Vec::new();
    for (take, folded) in hub.ledger.by_parent::<Take>(&subject).await? {
        if access::may_see(&hub.ledger, &visit.viewer, &Subject::new(Take::KIND, take)).await? {
            own_takes.push((take, folded.state));
        }
    }
    let takes: Vec<(TakeId, &Take)> = own_takes.iter().map(|(id, take)| ((*id).into(), take)).collect();
    let mentioned = mentioned(&hub.ledger, &subject, &job, &filled, &own_takes).await?;
    let named = mentioned.iter().map(|id| Subject::new(Person::KIND, *id));
    let named = named.chain(job.customer().map(Subject::from));
    let names = Names::of(&hub.ledger, visit.lang(), named.collect()).await?;
    let cards: BTreeMap<CardId, Card> = states(&hub.ledger, &mentioned).await?;
    let places: BTreeMap<PlaceId, Place> = states(&hub.ledger, &mentioned).await?;
    let corrections = head::corrections(visit, &p, &job, &names, zone).await?;
    let telling = Telling { p: &p, names: &names, cards: &cards, corrections: &corrections, zone };
    let timeline = timeline::entries(&telling, &hub.ledger, &subject, &check_titles, &takes).await?;
    let shelf = Shelf { p: &p, names: &names, cards: &cards, places: &places, zone, now };
    let check_states: Vec<&Check> = filled.iter().map(|(_, folded)| &folded.state).collect();
    let photos = photos::photos(&p, hub, &job, &check_states, &names, zone).await?;

    let may = May::of(&job, &actor);
    let assigned = job.assignment.get().map(|assignment| assignment.to.clone()).unwrap_or_default();
    let people = people_at_work(visit, None).await?;
    let skills = if may.assign { skills_of(visit, &people).await? } else { HashMap::new() };
    let candidates: Vec<Candidate> = people
        .iter()
        .filter(|(id, person)| commands::may_be_assigned(&job, *id, person))
        .map(|(id, person)| {
            let sent = entered.is("assign");
            let chosen = if sent { entered.has("assign", "to", &id.to_string()) } else { assigned.contains(id) };
            let skills = skills.get(id).map_or("", String::as_str);
            Candidate { id: id.to_string(), name: super::joined([person.name.in_lang(p.lang), skills]), chosen }
        })
        .collect();
    let agreed = job.visit.get();
    let time_of = |field: &str, at: Option<chrono::DateTime<chrono::Utc>>| match entered.value("visit", field) {
        "" => at.map_or_else(String::new, |at| local_time::field(at, zone)),
        typed => typed.to_owned(),
    };
    let visit_from = time_of("from", agreed.map(|visit| visit.from));
    let visit_to = time_of("to", agreed.map(|visit| visit.to));
    let owed = |owed: &fettle_core::domain::jobs::Owed| {
        let until = p.t1("console-until", "time", words::minute(owed.due, zone));
        (super::joined([p.code("job-paper-", owed.paper.code()).as_str(), &until]), now > owed.due)
    };
    let report = job.report.as_ref().map(|report| &report.what);
    let caller = report.map(|report| report.caller.clone()).unwrap_or_default();
    let or = |field: &str, known: String| match entered.value("remote", field) {
        "" => known,
        typed => typed.to_owned(),
    };
    let follow_up = match job.follow_up() {
        Some(id) => repeat::other(&p, &hub.ledger, &visit.viewer, id, zone).await?,
        None => None,
    };
    // Counted only where somebody is to be called.
    let years = to_call_back(&job).map(|answered| answered.at.year());
    let days = hub.ledger.working_days(years.into_iter().flat_map(|year| year - 1..=year + 1)).await?;
    let page = JobPage {
        id: id.to_string(),
        number: job.number().to_owned(),
        status: p.code("job-status-", job.status().code()),
        tone: tone(job.status()),
        emergency: job.emergency.is_some(),
        customer: job.customer().map_or_else(String::new, |id| names.customer(id)),
        site: site.name.in_lang(p.lang).to_owned(),
        address: site.address.clone(),
        zone: site.zone.clone(),
        symptom: report.map_or_else(String::new, |report| report.symptom.clone()),
        lines: head::lines(&p, &job, &names, zone),
        equipment: head::equipment(&p, &job, &hub.ledger).await?,
        entitlement: entitled::of_job(&hub.ledger, &job, &site)
            .await?
            .map(|entitlement| (p.code("papers-entitlement-", entitlement.basis.code()), entitlement.text(p.lang))),
        promises: promises(&p, &job, contract.as_ref(), zone, now),
        late: late(&job).iter().map(|told| told.what.text(p.lang, &names.persons(&told.what.told))).collect(),
        call_due: call_back_due(&job, &site, &days).map_or_else(String::new, |due| words::minute(due, zone)),
        flags: job
            .open_flags()
            .map(|flag| FlagView {
                event: flag.event.to_string(),
                code: flag.code.clone(),
                text: head::flag_text(p.lang, flag),
            })
            .collect(),
        conflicts: head::conflicts(visit, &p, &job, &names, zone).await?,
        owed: job.owed_papers().map(owed).collect(),
        timeline,
        photos,
        checks: check_views,
        parts: shelf.parts(&job),
        takes: takes.iter().map(|(id, take)| shelf.take(*id, take, &actor)).collect(),
        costs: money::costs(&p, &job),
        totals: money::totals(&p, &job),
        documents: sheets::documents(&p, &job, &actor, zone),
        has_sheet: job.has_sheet(),
        classes: FaultClass::ALL.iter().map(|class| (class.code(), p.code("job-class-", class.code()))).collect(),
        levels: (1..=4).map(|n: u8| (n.to_string(), p.code("papers-level-", &n.to_string()))).collect(),
        causes: Cause::ALL.iter().map(|cause| (cause.code(), p.code("papers-cause-", cause.code()))).collect(),
        channels: Channel::ALL.iter().map(|c| (c.code(), p.code("papers-channel-", c.code()))).collect(),
        is_repair: job.is_repair(),
        remote_with: or("with", caller.name),
        remote_phone: or("phone", caller.phone),
        at_work: job.at_work().into_iter().map(|id| (id.to_string(), names.person(id))).collect(),
        follow_up,
        repeat: repeat::view(&p, &hub.ledger, &visit.viewer, &job, zone).await?,
        visit_types: (words::input_type(&visit_from), words::input_type(&visit_to)),
        visit_from,
        visit_to,
        candidates,
        may,
        entered,
        p,
    };
    debug_assert!(job.status() != Status::Closed || !page.may.close);
    let mut response = html(&page);
    if !page.p.refusal.is_empty() {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
