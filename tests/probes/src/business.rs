//! What holds for any events at all: the same state in every order, read back as written, and every pure question about it answered.

use chrono::{DateTime, Utc};
use fettle_core::domain::any::{AnyFolded, TYPES};
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::checks::{Check, Definition};
use fettle_core::domain::filing::{self, Brought, Lookup};
use fettle_core::domain::jobs::sheet::{Sheet, SheetLanguage};
use fettle_core::domain::jobs::{CostsOnSheet, JobSummary, SheetSources, build_sheet, call_back_due, job_sla};
use fettle_core::domain::parts::{Ledger, PlaceId, Stock, debts};
use fettle_core::domain::sites::{Contract, Customer, Question, Site};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Event, Subject};
use std::collections::{BTreeMap, BTreeSet};

struct World(BTreeMap<Subject, AnyFolded>);

impl Lookup for World {
    fn state(&self, subject: &Subject) -> Option<&AnyFolded> {
        self.0.get(subject)
    }
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject> {
        let naming =
            self.0.iter().filter(|(about, state)| about.kind() == kind && filing::links(state).contains(subject));
        naming.map(|(about, _)| about.clone()).collect()
    }
    fn brought(&self, what: &Brought) -> BTreeSet<Stream> {
        let bringing = self.0.iter().filter(|(_, state)| filing::brings(state).contains(what));
        bringing.flat_map(|(about, state)| filing::claims(about, state, self)).collect()
    }
    fn displaced_from(&self, stocktake: &Subject) -> BTreeSet<PlaceId> {
        let of = ledger(&self.0).displaced().into_iter().filter(|(source, _)| *source == stocktake.id());
        of.map(|(_, place)| place).collect()
    }
    fn displacing(&self, place: &Subject) -> BTreeSet<Subject> {
        let at = ledger(&self.0).displaced().into_iter().filter(|(_, other)| other.uuid() == place.id());
        at.map(|(source, _)| Subject::new("stocktake", source)).collect()
    }
}

/// What moved and what was counted.
fn ledger(all: &BTreeMap<Subject, AnyFolded>) -> Ledger {
    let mut ledger = Ledger::default();
    for (subject, state) in all {
        match state {
            AnyFolded::Movement(f) => ledger.add(subject.id().into(), &f.state),
            AnyFolded::Stocktake(f) => ledger.count(subject.id().into(), &f.state),
            _ => {}
        }
    }
    ledger
}

/// Folds each aggregate in every way and asks everything of the result. Each event of a list has an id of its own.
pub(crate) fn holds(about: &BTreeMap<Subject, Vec<Event>>) {
    let world = World(about.iter().map(|(subject, events)| (subject.clone(), folded(subject, events))).collect());
    for (subject, state) in &world.0 {
        let known = TYPES.iter().any(|(kind, _)| *kind == subject.kind());
        assert_eq!(state.kind(), if known { subject.kind() } else { "" });
        for stream in filing::filing(subject, state, &world) {
            assert_eq!(stream.to_string().parse(), Ok(stream), "a stream's name is read back");
        }
        filing::depends_on(subject, state, &world);
    }
    questions(&world.0);
}

/// The fold of the events, which is the same in every order, with repetitions, and one by one.
fn folded(subject: &Subject, events: &[Event]) -> AnyFolded {
    let all = AnyFolded::fold(subject.kind(), events);
    assert_eq!(all, AnyFolded::fold(subject.kind(), events.iter().rev().chain(events)), "any order, any repetition");
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| (event.order(), event.header().id));
    let mut pushed = AnyFolded::new(subject.kind());
    for event in &sorted {
        let new = pushed.last().is_none_or(|last| last < event.order());
        assert_eq!(pushed.push(event), new, "what sorts behind is taken in, nothing else");
    }
    assert_eq!(pushed, all, "one by one is all at once");
    assert!(events.iter().all(|event| all.seen().has(event.header().device, event.header().number)));
    let orders: BTreeSet<_> = events.iter().map(Event::order).collect();
    assert_eq!(all.count(), orders.len() as u64, "every event counts, once");

    let written = serde_json::to_string(&all).expect("a state is written");
    let again: AnyFolded = serde_json::from_str(&written).expect("and read again");
    assert_eq!(again, all, "a state is read back as it was");
    all
}

fn questions(world: &BTreeMap<Subject, AnyFolded>) {
    let now: DateTime<Utc> = DateTime::from_timestamp(1_795_100_000, 0).expect("a time");
    let of = |kind: &'static str| world.iter().filter(move |(subject, _)| subject.kind() == kind);
    let site = of("site").find_map(|(subject, state)| Some((subject.id(), state.as_site()?)));
    let nowhere = Site::default();
    let (site_id, site) = site.unwrap_or((uuid::Uuid::nil(), &nowhere));
    let customer = of("customer").find_map(|(_, state)| state.as_customer()).cloned().unwrap_or_default();
    let contracts = || of("contract").filter_map(|(subject, state)| Some((subject.id(), state.as_contract()?)));

    let movements = of("movement").filter_map(|(subject, state)| Some((subject.id().into(), state.as_movement()?)));
    let movements: Vec<_> = movements.collect();
    let stock = Stock::of(movements.iter().copied());
    assert_eq!(stock, Stock::of(movements.iter().rev().copied()), "stock is the same in every order");
    for line in stock.lines() {
        let (place, card) = (line.key.place, line.key.card);
        let _ = (stock.quantity(place, card), stock.usable(place, card), line.below_zero());
        let picked = stock.pick(place, card, 2_000);
        assert!(picked.iter().all(|(from, some)| *some > 0 && *some <= from.quantity));
        assert!(picked.iter().map(|(_, some)| some).sum::<i64>() <= 2_000);
    }
    assert!(stock.below_zero().all(|line| line.quantity < 0));
    for (subject, state) in of("take") {
        let Some(take) = state.as_take() else { continue };
        for debt in debts(subject.id().into(), take, now) {
            assert_eq!(debt.overdue, now > debt.due);
        }
    }
    for (_, state) in of("job") {
        let Some(job) = state.as_job() else { continue };
        let _ = (JobSummary::of(job), job.status(), job.conflicts(), call_back_due(job, site, &WorkingDays::default()));
        for sla in contracts().map(|(_, contract)| contract.sla(1)).chain([Contract::default().sla(1)]) {
            let _ = job_sla(job, &sla, now);
        }
        if let Some(report) = &job.report {
            let machine = of("equipment").find_map(|(_, state)| state.as_equipment());
            let (customer, kind, at) = (Some(report.what.customer), report.what.kind, report.what.at);
            let question = Question { equipment: machine, site: (site_id.into(), site), customer, kind, at };
            let _ = question.answer(contracts().map(|(id, contract)| (id, contract.clone())));
        }
        sheet(job, world, (&customer, site));
    }
}

/// The sheet that the customer would sign: its canonical bytes are read back, and are the same again.
fn sheet(job: &fettle_core::domain::jobs::Job, world: &BTreeMap<Subject, AnyFolded>, at: (&Customer, &Site)) {
    let lists: Vec<&Definition> =
        world.values().filter_map(|state| state.as_checklist()?.definition.as_ref()).collect();
    let checks: Vec<&Check> = world.values().filter_map(AnyFolded::as_check).collect();
    let mut pairs: Vec<(&Check, &Definition)> = Vec::new();
    for check in &checks {
        let list = lists.iter().find(|list| Some(list.id()) == check.checklist()).or(lists.first());
        if let Some(list) = list {
            crate::checklist::asked(check, list);
            pairs.push((check, list));
        }
    }
    let equipment =
        world.iter().filter_map(|(s, state)| Some((s.id().into(), state.as_equipment()?.clone()))).collect();
    let cards = world.iter().filter_map(|(s, state)| Some((s.id().into(), state.as_card()?.clone()))).collect();
    let people = BTreeMap::new();
    let (customer, site) = at;
    let language = SheetLanguage::Chinese;
    let sources = SheetSources {
        job,
        checks: &pairs,
        customer,
        site,
        equipment: &equipment,
        cards: &cards,
        people: &people,
        language,
        costs: CostsOnSheet::default(),
        opinion: None,
    };
    let Ok(sheet) = build_sheet(&sources) else { return };
    let bytes = sheet.canonical_bytes().expect("a sheet is written");
    let read = Sheet::parse(&bytes).expect("a sheet is read");
    assert_eq!(read, sheet);
    assert_eq!(read.canonical_bytes().unwrap(), bytes, "what is signed is the same everywhere");
}
