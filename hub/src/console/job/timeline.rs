//! The timeline: every event about the job, with its author and its time, and whether that time is in doubt.

use super::{flag_text, joined};
use crate::console::names::{Names, ids_in};
use crate::console::page::Page;
use crate::console::words;
use crate::error::HubError;
use crate::ledger::Ledger;
use chrono::NaiveDate;
use chrono_tz::Tz;
use fettle_core::domain::calendar::day_in;
use fettle_core::domain::checks::Check;
use fettle_core::domain::ids::CardId;
use fettle_core::domain::jobs::document::Answer;
use fettle_core::domain::jobs::{Cost, JobEvent};
use fettle_core::domain::parts::{Card, Take};
use fettle_core::domain::people::Device;
use fettle_core::domain::rules::NEW_PHONE;
use fettle_core::domain::values::Money;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, ClockDoubt, DecodeError, DeviceId, Event, EventId, Order, Subject};
use fettle_core::text::text_with;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One event.
pub(super) struct Line {
    /// When, in the site's zone.
    pub when: String,
    /// Who.
    pub author: String,
    /// What.
    pub what: String,
    /// More.
    pub detail: String,
    /// Why the time may be wrong; empty where it is sure.
    pub doubt: String,
    /// When the hub received it, where that was later by more than the clock's tick: at the newest line of a person's day alone.
    pub received: String,
    /// Who enrolled the phone in the author's name a short time before; empty where it was the author, or long ago.
    pub phone: String,
    /// Its day at the site.
    day: NaiveDate,
    /// Its place in the record: what was written knowing another event stands after it, also at the same moment.
    order: Order,
}

/// Later by this much, an event came from a phone that was without a network, in milliseconds.
const OFFLINE_MS: u64 = 5 * 60 * 1000;

/// What the timeline looks things up in.
pub(super) struct Telling<'a> {
    /// The page.
    pub p: &'a Page,
    /// Names.
    pub names: &'a Names,
    /// Cards.
    pub cards: &'a BTreeMap<CardId, Card>,
    /// What each correction of the report changed.
    pub corrections: &'a BTreeMap<EventId, String>,
    /// The site's zone.
    pub zone: Tz,
}

/// What happened to a job, its checks and its takes, as the hub has it: each thing with its events.
pub(super) struct Happened {
    job: Vec<Event>,
    /// Each with the title of its list.
    checks: Vec<(String, Vec<Event>)>,
    /// Each with its number.
    takes: Vec<(String, Vec<Event>)>,
    /// The phones and consoles that it came from.
    devices: BTreeMap<DeviceId, Device>,
}

impl Happened {
    /// Read once, for everything that the page says of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn read(
        ledger: &Ledger,
        job: &Subject,
        checks: &[(Uuid, String)],
        takes: &[(Uuid, Take)],
    ) -> Result<Self, HubError> {
        let mut read = Self {
            job: ledger.events_of(job).await?,
            checks: Vec::with_capacity(checks.len()),
            takes: Vec::with_capacity(takes.len()),
            devices: BTreeMap::new(),
        };
        for (check, title) in checks {
            read.checks.push((title.clone(), ledger.events_of(&Subject::new(Check::KIND, *check)).await?));
        }
        for (id, take) in takes {
            read.takes.push((take.number.clone(), ledger.events_of(&Subject::new(Take::KIND, *id)).await?));
        }
        let devices: BTreeSet<Uuid> = read.events().map(|event| event.header().device.uuid()).collect();
        let devices = ledger.several::<Device>(devices.into_iter().collect()).await?;
        read.devices = devices.into_iter().map(|(id, device)| (id.into(), device.state)).collect();
        Ok(read)
    }
    fn events(&self) -> impl Iterator<Item = &Event> {
        let others = self.checks.iter().chain(&self.takes);
        self.job.iter().chain(others.flat_map(|(_, events)| events))
    }
    /// With the ids that stand in it among `all`, which have names: who wrote, and what is told of. An event has none.
    pub(super) fn named(&self, mut all: BTreeSet<Uuid>) -> BTreeSet<Uuid> {
        for event in self.events() {
            all.insert(event.header().by.uuid());
            all.extend(event.body_text().into_iter().flat_map(ids_in));
        }
        // The timeline names who enrolled a phone for somebody else.
        all.extend(self.devices.values().filter_map(Device::enrolled_by_other).map(|by| by.uuid()));
        for event in self.events() {
            all.remove(&event.header().id.uuid());
        }
        all
    }
}

/// Every event of the job, its checks and its takes, newest first.
pub(super) fn entries(telling: &Telling<'_>, happened: &Happened) -> Vec<Line> {
    let mut all: Vec<Line> =
        happened.job.iter().map(|event| telling.told(happened, event, telling.of_job(event))).collect();
    for (title, events) in &happened.checks {
        let told = events.iter().filter(|event| matches!(event.header().kind.as_str(), "started" | "completed"));
        all.extend(told.map(|event| telling.told(happened, event, telling.entry(event, "check", title.clone()))));
    }
    for (number, events) in &happened.takes {
        let entry = |event| telling.told(happened, event, telling.entry(event, "take", number.clone()));
        all.extend(events.iter().map(entry));
    }
    all.sort_by_key(|line| std::cmp::Reverse(line.order));
    once_a_day(&mut all);
    all
}

/// A day without a network is told once of each person, not at every line.
fn once_a_day(lines: &mut [Line]) {
    let mut told = BTreeSet::new();
    for line in lines.iter_mut().filter(|line| !line.received.is_empty()) {
        if !told.insert((line.day, line.author.clone())) {
            line.received.clear();
        }
    }
}

impl Telling<'_> {
    fn told(&self, happened: &Happened, event: &Event, line: Line) -> Line {
        let phone = happened.devices.get(&event.header().device);
        Line { phone: phone.map_or_else(String::new, |phone| self.phone_of_other(phone, event)), ..line }
    }
    fn of_job(&self, event: &Event) -> Line {
        let body = event.decode::<JobEvent>();
        let detail = match &body {
            Ok(body) => self.detail(body),
            Err(DecodeError::Redacted) => self.p.t("console-redacted"),
            Err(_) => String::new(),
        };
        let line = self.entry(event, "", detail);
        match body {
            Ok(JobEvent::Assigned(to)) if to.to.is_empty() => {
                Line { what: self.p.t("console-event-unassigned"), ..line }
            }
            Ok(JobEvent::ReportChanged { .. } | JobEvent::ConflictSettled(_)) => {
                let corrected = self.corrections.get(&event.origin()).cloned();
                Line { detail: corrected.unwrap_or(line.detail), ..line }
            }
            _ => line,
        }
    }
    /// An event of a known type, or one of a newer version's.
    fn entry(&self, event: &Event, family: &str, detail: String) -> Line {
        let header = event.header();
        // keys!: console-event-*
        let key = match family {
            "" => format!("console-event-{}", header.kind.replace('_', "-")),
            family => format!("console-event-{family}-{}", header.kind.replace('_', "-")),
        };
        let what = self.p.t(&key);
        let what = if what == key { self.p.t1("console-event-of-newer", "type", &header.kind) } else { what };
        let when = event.when_ms();
        let late = event.received().filter(|at| at.saturating_sub(when) > OFFLINE_MS);
        Line {
            when: words::minute(time(when), self.zone),
            author: self.names.person(header.by),
            what,
            detail,
            doubt: header
                .clock
                .doubt
                .map_or_else(String::new, |doubt| self.p.code("console-doubt-", clock_doubt_code(doubt))),
            received: late.map_or_else(String::new, |at| {
                self.p.t1("console-received", "time", words::minute(time(at), self.zone))
            }),
            phone: String::new(),
            day: day_in(time(when), self.zone),
            order: event.order(),
        }
    }
    /// Says of a phone that somebody else enrolled, and not long before the event came from it, who that was.
    fn phone_of_other(&self, phone: &Device, event: &Event) -> String {
        let (Some(by), Some(enrolled)) = (phone.enrolled_by_other(), phone.enrolled) else { return String::new() };
        let came = time(event.received().unwrap_or_else(|| event.when_ms()));
        if came - enrolled > NEW_PHONE {
            return String::new();
        }
        let args = [("person", self.names.person(by)), ("time", words::minute(enrolled, self.zone))];
        text_with(self.p.lang, "security-timeline-phone", &args)
    }
    fn detail(&self, event: &JobEvent) -> String {
        let (p, names) = (self.p, self.names);
        let code = |family: &str, code: &str| p.code(family, code);
        let at = |at| words::minute(at, self.zone);
        match event {
            JobEvent::Reported(r) => joined([r.caller.name.as_str(), &r.symptom]),
            JobEvent::Judged(j) => {
                let level = code("papers-level-", &j.level.to_string());
                joined([code("job-class-", j.class.code()).as_str(), &level, &j.remark])
            }
            JobEvent::Diagnosed(d) => joined([d.scene.as_str(), &d.handling]),
            JobEvent::Planned(plan) => joined([plan.text.as_str(), &plan.parts]),
            JobEvent::PlanAccepted { by } => by.clone(),
            JobEvent::VisitAgreed(v) => joined([format!("{} – {}", at(v.from), at(v.to)).as_str(), &v.with]),
            JobEvent::Assigned(a) => names.persons(&a.to),
            JobEvent::Declined(decline) => decline.reason.clone(),
            JobEvent::BackupAnswered(b) => {
                joined([code("papers-backup-", b.decision.code()).as_str(), &b.by, &b.remark])
            }
            JobEvent::EvidenceAdded(e) => e.note.clone(),
            JobEvent::PartReplaced(r) => {
                let name = self.cards.get(&r.card).map(Card::name).unwrap_or_default();
                let part = format!("{} × {}", name.in_lang(p.lang), r.quantity);
                let change = [&r.serial_out, &r.serial_in].map(String::as_str).join(" → ");
                joined([part.as_str(), change.trim_matches([' ', '→'])])
            }
            JobEvent::PartSwappedBack(s) => s.reason.clone(),
            JobEvent::Worked(w) => w.text.clone(),
            JobEvent::WaitingParts(w) | JobEvent::WaitingCustomer(w) => {
                let until = w.until.map_or_else(String::new, |until| p.t1("console-until", "time", at(until)));
                joined([w.reason.as_str(), &until])
            }
            JobEvent::Escalated(e) => joined([names.person(e.to).as_str(), &e.reason]),
            JobEvent::Overdue(late) => late.text(p.lang, &names.persons(&late.told)),
            JobEvent::HelpCalled(h) => joined([code("job-help-", h.case.code()).as_str(), &h.text]),
            JobEvent::HelpAnswered(a) => a.text.clone(),
            JobEvent::EmergencyDeclared(e) => e.reason.clone(),
            JobEvent::PaperFiled(f) => joined([code("job-paper-", f.paper.code()).as_str(), &f.text]),
            JobEvent::CostAdded(cost) => self.cost(cost),
            JobEvent::CauseFound(c) => joined([code("papers-cause-", c.cause.code()).as_str(), &c.diagnosis]),
            JobEvent::DayReported(day) => joined([day.day.to_string().as_str(), &day.done, &day.next, &day.reason]),
            JobEvent::Completed(c) => {
                let result = c.result.map(|result| code("papers-result-", result.code())).unwrap_or_default();
                joined([result.as_str(), &c.summary, &c.left])
            }
            JobEvent::SolvedRemotely(s) => joined([s.done.as_str(), &s.with, &s.phone]),
            JobEvent::Signed(s) => {
                let kind = s.document.kind.text(p.lang);
                joined([kind.as_str(), &self.answer(&s.answer)])
            }
            JobEvent::DocumentAnswered(answer) => self.answer(answer),
            JobEvent::Amended(a) => a.reason.clone(),
            JobEvent::CalledBack(c) => {
                let gone = p.t(if c.gone { "console-fault-gone" } else { "console-fault-not-gone" });
                let points = c.satisfaction.map_or_else(String::new, |n| p.t1("console-satisfaction-of", "points", n));
                joined([gone.as_str(), &points, &c.spoke_with, &c.remark])
            }
            JobEvent::Cancelled(c) => c.reason.clone(),
            JobEvent::Noted { text } => text.clone(),
            JobEvent::PhotoAdded(photo) => photo.photo.caption.clone(),
            JobEvent::RepeatAttributed(r) => joined([code("job-repeat-", r.reason.code()).as_str(), &r.remark]),
            JobEvent::Doubted(doubt) => flag_text(p.lang, &doubt.flag()),
            JobEvent::FlagSettled(s) => s.decision.clone(),
            JobEvent::ConflictSettled(s) => code("job-field-", s.field.code()),
            JobEvent::Accepted {}
            | JobEvent::Left(_)
            | JobEvent::Arrived(_)
            | JobEvent::Started {}
            | JobEvent::CameBack {}
            | JobEvent::StepWithdrawn { .. }
            | JobEvent::Resumed {}
            | JobEvent::ReportChanged { .. }
            | JobEvent::Closed {} => String::new(),
        }
    }
    /// How a party answered to a document.
    fn answer(&self, answer: &Answer) -> String {
        let signature = &answer.signature;
        let outcome = answer.party.outcome(&signature.outcome, self.p.lang);
        joined([answer.party.text(self.p.lang).as_str(), &outcome, &signature.name, &signature.title])
    }
    fn cost(&self, cost: &Cost) -> String {
        let amount = Money::new(cost.amount, cost.currency.clone()).in_lang(self.p.lang);
        let payer = self.p.code("papers-payer-", cost.payer.code());
        joined([self.p.code("papers-cost-", cost.kind.code()).as_str(), &amount, &payer, &cost.basis])
    }
}

/// The code of a doubt, for its text.
fn clock_doubt_code(doubt: ClockDoubt) -> &'static str {
    // keys!: console-doubt-*
    match doubt {
        ClockDoubt::NeverCompared => "never-compared",
        ClockDoubt::WallClockSet => "wall-clock-set",
        ClockDoubt::WentBack => "went-back",
        ClockDoubt::Restarted => "restarted",
        ClockDoubt::Other => "other",
    }
}
