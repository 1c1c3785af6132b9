//! The page itself: everything about a job, read once and put together of its parts.

use super::drawn::{
    Attention, Calling, Checks, Costs, Documents, GoesOn, Parts, Photos, Promises, Repeat, Timeline, Under,
};
use super::forms::Forms;
use super::may::May;
use super::parts::PartsContext;
use super::sla::promises;
use super::timeline::{self, Happened, Telling};
use super::{checks, head, money, offered, photos, repeat, result, sheets, tone};
use crate::access;
use crate::console::entitled;
use crate::console::kit::{Beside, Block, Fact, Papers, RecordPage, Returned, drawn, record_beside};
use crate::console::names::{Names, ids_in};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use axum::extract::Path;
use axum::response::Response;
use chrono::Datelike;
use fettle_core::domain::checks::Check;
use fettle_core::domain::ids::{CardId, JobId, PlaceId};
use fettle_core::domain::jobs::{Job, call_back_due, late, to_call_back};
use fettle_core::domain::parts::{Card, Place, Take};
use fettle_core::domain::people::{Account, Person};
use fettle_core::domain::sites::{Contract, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Folded, PersonId, Subject};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The page of a job that the person may see.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let id: JobId = id.parse().map_err(|_| Fault::not_found())?;
    show(&auth, id, &Returned::default()).await
}

/// The same with the form that was refused, as it was filled in.
pub(in crate::console) async fn show_refused(
    auth: &AuthContext,
    id: JobId,
    returned: &Returned,
) -> Result<Response, Fault> {
    show(auth, id, returned).await
}

/// The ids that stand in what the page tells of: people, cards and places are among them.
fn mentioned(
    job: &Job,
    checks: &[(Uuid, Folded<Check>)],
    takes: &[(Uuid, Take)],
    happened: &Happened,
) -> Result<BTreeSet<Uuid>, HubError> {
    let mut all: BTreeSet<Uuid> = ids_in(&serde_json::to_string(job)?).collect();
    for (_, check) in checks {
        all.extend(ids_in(&serde_json::to_string(&check.state)?));
    }
    for (_, take) in takes {
        all.extend(ids_in(&serde_json::to_string(take)?));
    }
    Ok(happened.named(all))
}

/// Those of some ids that are of this kind.
async fn states<I: From<Uuid> + Ord, A: Aggregate>(
    ledger: &Ledger,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<I, A>, HubError> {
    let found = ledger.several::<A>(ids.iter().copied().collect()).await?;
    Ok(found.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect())
}

fn of(p: &Page, key: &str, template: &impl askama::Template) -> Result<Block, HubError> {
    Block::of(p.t(key), template)
}

async fn show(auth: &AuthContext, id: JobId, returned: &Returned) -> Result<Response, Fault> {
    let hub = auth.hub();
    let job = access::look::<Job>(&hub.ledger, &auth.viewer, id.uuid()).await?.state;
    let subject = Subject::new(Job::KIND, id.uuid());
    let mut p = auth.page().at("jobs").live(Some(subject.to_string()));
    if let Some(told) = returned.told() {
        p = p.refused(told.text.clone()).listing(told.list.clone()).back_to(&format!("/jobs/{id}"));
    }
    let site = match job.site() {
        Some(id) => hub.ledger.get::<Site>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default(),
        None => Site::default(),
    };
    let (zone, now, actor) = (site.tz(), time(hub.clock.now_ms()), auth.actor());
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
    let mut takes = Vec::new();
    for (take, folded) in hub.ledger.by_parent::<Take>(&subject).await? {
        if access::may_see(&hub.ledger, &auth.viewer, &Subject::new(Take::KIND, take)).await? {
            takes.push((take, folded.state));
        }
    }
    let happened = Happened::read(&hub.ledger, &subject, &check_titles, &takes).await?;
    let mentioned = mentioned(&job, &filled, &takes, &happened)?;
    let named = mentioned.iter().map(|id| Subject::new(Person::KIND, *id));
    let named = named.chain(job.customer().map(Subject::from));
    let names = Names::of(&hub.ledger, auth.lang(), named.collect()).await?;
    let cards: BTreeMap<CardId, Card> = states(&hub.ledger, &mentioned).await?;
    let places: BTreeMap<PlaceId, Place> = states(&hub.ledger, &mentioned).await?;

    let may = May::of(&job, &actor);
    let forms = Forms { p: &p, id, job: &job, names: &names, zone: (zone, &site.zone), returned };
    let candidates = if may.assign {
        offered::people(auth, &p, &job, returned.typed(&format!("/jobs/{id}/assign"))).await?
    } else {
        Vec::new()
    };
    let site_name = site.name.in_lang(p.lang).to_owned();
    let under = Under {
        number: job.number(),
        status: p.code("job-status-", job.status().code()),
        tone: tone(job.status()),
        emergency: job.emergency.is_some(),
        customer: job.customer().map_or_else(String::new, |id| names.customer(id)),
        site: &site_name,
        address: &site.address,
        p: &p,
    };
    let mut beside = Beside {
        under: drawn(&under)?,
        papers: job.has_sheet().then(|| papers(&p, id)),
        asks: (p.t("console-acts"), forms.asks(&may, candidates)),
        ..Beside::default()
    };

    if let Some(next) = job.follow_up()
        && let Some(next) = repeat::other(&p, &hub.ledger, &auth.viewer, next, zone).await?
    {
        beside.above.push(of(&p, "console-goes-on", &GoesOn { next })?);
    }
    if let Some(repeat) = repeat::view(&p, &hub.ledger, &auth.viewer, &job, zone).await? {
        let form = may.repeat.then(|| forms.repeat(&repeat));
        let open = repeat.put_down.is_empty();
        let block = of(&p, "console-repeat", &Repeat { repeat, form })?;
        beside.above.push(if open { block.urgent() } else { block });
    }
    let attention = attention(auth, &forms, &may, (&job, now)).await?;
    if !attention.is_empty() {
        beside.above.push(of(&p, "console-attention", &attention)?.urgent());
    }

    let contract = match job.contract() {
        Some(id) => hub.ledger.get::<Contract>(id.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    // Counted only where somebody is to be called.
    let years = to_call_back(&job).map(|answered| answered.at.year());
    let days = hub.ledger.working_days(years.into_iter().flat_map(|year| year - 1..=year + 1)).await?;
    let entitlement = entitled::of_job(&hub.ledger, &job, &site).await?;
    let promised = Promises {
        promises: promises(&p, &job, contract.as_ref(), zone, now),
        late: late(&job).iter().map(|told| told.what.text(p.lang, &names.persons(&told.what.told))).collect(),
        call_due: call_back_due(&job, &site, &days).map_or_else(String::new, |due| words::minute(due, zone)),
        entitlement: entitlement.map(|one| (p.code("papers-entitlement-", one.basis.code()), one.text(p.lang))),
        p: &p,
    };
    beside.side.push(of(&p, "console-promises", &promised)?);

    let outcome = result::outcome(&p, &job, zone);
    if !outcome.lines.is_empty() {
        beside.body.push(of(&p, "console-result", &outcome)?);
    }
    let check_states: Vec<&Check> = filled.iter().map(|(_, folded)| &folded.state).collect();
    let photos = photos::photos(&p, hub, &job, &check_states, &names, zone).await?;
    if !photos.is_empty() {
        let count = photos.len();
        beside.body.push(of(&p, "console-photos", &Photos { photos, p: &p })?.counting(count));
    }
    if !check_views.is_empty() {
        beside.body.push(of(&p, "console-checks", &Checks { checks: check_views, p: &p })?);
    }
    let parts_context = PartsContext { p: &p, names: &names, cards: &cards, places: &places, zone, now, returned };
    let parts = Parts {
        parts: parts_context.parts(&job),
        takes: takes.iter().map(|(id, take)| parts_context.take((*id).into(), take, &actor)).collect(),
        p: &p,
    };
    if !parts.parts.is_empty() || !parts.takes.is_empty() {
        beside.body.push(of(&p, "console-parts", &parts)?);
    }
    if !job.costs.is_empty() {
        let costs = Costs { costs: money::costs(&p, &job), totals: money::totals(&p, &job), p: &p };
        beside.body.push(of(&p, "console-costs", &costs)?);
    }
    let documents = sheets::documents(&forms, &actor);
    if !documents.is_empty() {
        beside.body.push(of(&p, "console-documents", &Documents { id, documents, p: &p })?);
    }
    let corrections = head::corrections(auth, &p, &job, &names, zone).await?;
    let telling = Telling { p: &p, names: &names, cards: &cards, corrections: &corrections, zone };
    let told = Timeline { timeline: timeline::entries(&telling, &happened), zone: &site.zone, p: &p };
    beside.last.push(of(&p, "console-timeline", &told)?);

    let own = hub.form_numbers.of(id).await?;
    let own = own.map(|own| Fact { label: p.t("papers-form-number"), text: own, address: String::new() });
    let mut facts: Vec<Fact> = own.into_iter().collect();
    facts.extend(head::owners(auth, &p, &job, &names, &site_name).await?);
    facts.extend(head::facts(&p, &job, &names, zone));
    let symptom = job.report.as_ref().map_or_else(String::new, |report| report.what.symptom.clone());
    let page = RecordPage {
        title: if symptom.is_empty() { job.number().to_owned() } else { symptom },
        chip: (String::new(), ""),
        crumbs: vec![("/jobs".to_owned(), p.t("console-jobs"))],
        links: Vec::new(),
        acts: Vec::new(),
        facts,
        sections: head::equipment(&p, &job, &hub.ledger).await?.into_iter().collect(),
        // The timeline says more.
        history: Vec::new(),
        p: p.clone(),
    };
    Ok(record_beside(page, beside))
}

/// The service report as a file, in the languages that it is printed in, and our own copy.
fn papers(p: &Page, id: JobId) -> Papers {
    let of = |lang: &str| format!("/jobs/{id}/report.pdf?lang={lang}");
    let own = format!("{}&copy=internal", of(p.tag()));
    let files = vec![
        (of("zh-CN"), "zh-CN", "中文".to_owned()),
        (of("en"), "en", "English".to_owned()),
        (of("both"), "", "中文 / English".to_owned()),
        (own, "", p.t("papers-internal-copy")),
    ];
    Papers { name: p.t("console-report-pdf"), files }
}

/// The number of somebody whom the reader may call: as it is written, and as it is dialled.
async fn number_of(auth: &AuthContext, person: PersonId) -> Result<Option<(String, String)>, HubError> {
    let (ledger, account) = (&auth.hub().ledger, Subject::new(Account::KIND, person.uuid()));
    if !access::may_see(ledger, &auth.viewer, &account).await? {
        return Ok(None);
    }
    let account = ledger.get::<Account>(person.uuid()).await?.map(|folded| folded.state);
    Ok(account.and_then(|account| account.phone).map(|phone| (phone.to_string(), phone.dialled())))
}

/// What waits for a person: calls for help, flags, values that were written concurrently, papers that are owed.
async fn attention<'a>(
    auth: &AuthContext,
    forms: &Forms<'a>,
    may: &May,
    (job, now): (&Job, chrono::DateTime<chrono::Utc>),
) -> Result<Attention<'a>, HubError> {
    let (p, zone) = (forms.p, forms.zone.0);
    let flag = |(n, flag): (usize, &fettle_core::kernel::Flag)| {
        let view = head::FlagView::of(p.lang, flag);
        let form = may.settle.then(|| forms.flag(n, &view));
        (view.text, form)
    };
    let conflict = |(n, conflict): (usize, head::ConflictView)| {
        let form = may.settle.then(|| forms.conflict(n, &conflict));
        (conflict, form)
    };
    let owed = |owed: &fettle_core::domain::jobs::Owed| {
        let until = p.t1("console-until", "time", words::minute(owed.due, zone));
        (super::joined([p.code("job-paper-", owed.paper.code()).as_str(), &until]), now > owed.due)
    };
    let conflicts = head::conflicts(auth, p, job, forms.names, zone).await?;
    let mut calls = Vec::new();
    for (n, help) in job.waiting_help().enumerate() {
        let (at, by) = (words::minute(help.moment.at, zone), forms.names.person(help.moment.by));
        calls.push(Calling {
            case: p.code("job-help-", help.call.case.code()),
            said: super::joined([help.call.text.as_str(), &by, &at]),
            phone: number_of(auth, help.moment.by).await?,
            form: may.help.then(|| forms.help(n, help.moment.event)),
        });
    }
    Ok(Attention {
        calls,
        flags: job.open_flags().enumerate().map(flag).collect(),
        conflicts: conflicts.into_iter().enumerate().map(conflict).collect(),
        owed: job.owed_papers().map(owed).collect(),
        p,
    })
}
