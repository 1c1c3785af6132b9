//! Tests of jobs: a desk and engineers with real recorders, whose events are folded as in life.

mod correct;
mod daily;
mod day;
mod desk;
mod documents;
mod dues;
mod field;
mod figures;
mod many;
mod merging;
mod property;
mod signing;
mod sla;

use super::commands as c;
use super::document::{Document, DocumentAbout, DocumentKind, DocumentSigned, DocumentText, Party};
use super::sheet::*;
use super::*;
use crate::domain::checks::{self, Check, CheckStart, Definition, READY_TO_LEAVE, REPAIR_CHECK, Slot, Value};
use crate::domain::ids::*;
use crate::domain::people::{Actor, Role};
use crate::domain::sites::{Customer, Equipment, Site};
use crate::domain::values::Amount;
use crate::kernel::{
    Aggregate, BlobRef, DeviceId, Draft, Event, EventId, Folded, Hash, PersonId, Reading, Recorder, Refusal, Subject,
    fold,
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(in crate::domain) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
/// Minutes into a Wednesday.
pub(in crate::domain) fn at(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 4, 1, 0, 0).unwrap() + TimeDelta::minutes(minutes)
}
pub(in crate::domain) const JOB: u128 = 1;
pub(in crate::domain) fn camera() -> EquipmentId {
    EquipmentId::new(uuid(0xca3))
}
pub(in crate::domain) fn card() -> CardId {
    CardId::new(uuid(0xca2d))
}
pub(in crate::domain) fn photo(n: u8) -> Photo {
    let blob = BlobRef { hash: Hash::of(&[n]), size: 1000, media_type: "image/jpeg".into() };
    Photo { blob, thumbnail: None, caption: String::new(), taken_at: at(0) }
}

/// A person's device. Everything it does happens at its `now`.
#[derive(Clone)]
pub(in crate::domain) struct Phone {
    recorder: Recorder,
    pub person: PersonId,
    role: Role,
    pub known: BTreeMap<EventId, Event>,
    pub now: DateTime<Utc>,
    drawn: u128,
}

impl Phone {
    pub fn new(n: u128, role: Role) -> Self {
        let recorder = Recorder::new(DeviceId::new(uuid(0xd0 + n)));
        Self { recorder, person: PersonId::new(uuid(0x90 + n)), role, known: BTreeMap::new(), now: at(0), drawn: 0 }
    }
    pub fn actor(&self) -> Actor {
        Actor {
            person: self.person,
            roles: [self.role].into(),
            centre: None,
            device_short: "A7".into(),
            next_count: self.recorder.head.number + 1,
        }
    }
    /// The next id of this device.
    pub fn fresh(&mut self) -> Uuid {
        self.drawn += 1;
        uuid((self.recorder.device.uuid().as_u128() << 32) + self.drawn)
    }
    pub fn folded<A: Aggregate>(&self, id: Uuid) -> Folded<A> {
        let subject = Subject::new(A::KIND, id);
        fold(self.known.values().filter(|event| event.header().subject == subject))
    }
    pub fn job(&self) -> Job {
        self.folded::<Job>(uuid(JOB)).state
    }
    pub fn check(&self, id: CheckId) -> Check {
        self.folded::<Check>(id.uuid()).state
    }
    /// Writes drafts; the id of the first event.
    pub fn record(&mut self, drafts: Vec<Draft>) -> EventId {
        let mut first = None;
        for draft in drafts {
            let subject = &draft.subject;
            let about = self.known.values().filter(|event| event.header().subject == *subject);
            let seen = about.fold(crate::kernel::Frontier::new(), |mut seen, event| {
                seen.see(event.header().device, event.header().number);
                seen
            });
            let reading =
                Reading { wall_ms: self.now.timestamp_millis(), mono_ms: 0, boot: uuid(2), counts_sleep: true };
            let id = EventId::new(self.fresh());
            let event = self.recorder.record(reading, id, self.person, seen, &draft).unwrap();
            self.known.insert(id, event);
            first.get_or_insert(id);
        }
        first.unwrap()
    }
    /// Records facts as they might come from elsewhere, past every command.
    pub fn fact(&mut self, body: JobEvent) -> EventId {
        self.record(vec![Draft::new(Subject::new(Job::KIND, uuid(JOB)), &body)])
    }
    /// Gives a command, which must be allowed.
    pub fn ok(&mut self, command: impl FnOnce(&Job, &Actor) -> Result<Vec<Draft>, Refusal>) -> EventId {
        let drafts = command(&self.job(), &self.actor()).unwrap();
        self.record(drafts)
    }
    /// Gives a command, which must be refused: the code.
    pub fn no(&self, command: impl FnOnce(&Job, &Actor) -> Result<Vec<Draft>, Refusal>) -> &'static str {
        command(&self.job(), &self.actor()).unwrap_err().code
    }
    pub fn learn(&mut self, other: &Phone) {
        for (id, event) in &other.known {
            self.recorder.observe(event.order());
            self.known.insert(*id, event.clone());
        }
    }
    /// Fills in a shipped list as it should be; not completed.
    pub fn fill(&mut self, code: &str) -> CheckId {
        let list = list(code);
        let (job, actor, id) = (self.job(), self.actor(), self.fresh());
        let drafts = checks::commands::start(&job, &actor, &list.clone().into(), Vec::new(), &mut || id).unwrap();
        self.record(drafts);
        let id = CheckId::new(id);
        loop {
            let check = self.check(id);
            let Some(slot) = check.missing(&list).first().cloned() else { return id };
            let answer = good(&list, &slot);
            let drafts = checks::commands::answer(&check, &self.actor(), &list, slot, answer).unwrap();
            self.record(drafts);
        }
    }
    pub fn complete_check(&mut self, id: CheckId) {
        self.complete_check_of(id, &list(self.check(id).code()));
    }
    pub fn complete_check_of(&mut self, id: CheckId, list: &Definition) {
        let drafts = checks::commands::complete(&self.check(id), &self.actor(), list).unwrap();
        self.record(drafts);
    }
}

/// An answer within limits.
pub(in crate::domain) fn good(list: &Definition, slot: &Slot) -> checks::Answer {
    use checks::Kind;
    let value = match &list.item(&slot.item).unwrap().kind {
        Kind::PassFail => Value::PassFail(Verdict::Pass),
        Kind::Choice { options } => Value::Choice(options[0].code.clone()),
        Kind::Number { .. } => Value::Number("3.2".parse().unwrap()),
        Kind::Duration { .. } => Value::Duration(45 * 60),
        Kind::Count => Value::Count(2),
        Kind::Text => Value::Text("无".into()),
        Kind::Photo => Value::Photo,
        Kind::Scan => Value::Scan("SN-1".into()),
    };
    checks::Answer { value, remark: String::new(), photos: Vec::new() }
}
pub(in crate::domain) fn list(code: &str) -> Definition {
    checks::shipped().iter().find(|list| list.code == code).unwrap().clone()
}

pub(in crate::domain) fn report() -> Report {
    Report {
        number: String::new(),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: "王".into(), title: "主任".into(), phone: "010 1".into() },
        company: "公安分局".into(),
        product: "PTZ".into(),
        symptom: "无图像".into(),
        at: at(0),
        centre: CentreId::new(uuid(0xc)),
        customer: CustomerId::new(uuid(0xc5)),
        site: SiteId::new(uuid(0x51)),
        contract: None,
        equipment: vec![camera()],
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    }
}

/// The desk and an engineer of one job.
#[derive(Clone)]
pub(in crate::domain) struct Day {
    pub desk: Phone,
    pub eng: Phone,
}

impl Day {
    /// The desk took the report; the engineer knows of it.
    pub fn reported() -> Self {
        Self::of(report())
    }
    pub fn of(report: Report) -> Self {
        let mut day = Self { desk: Phone::new(1, Role::Desk), eng: Phone::new(2, Role::Engineer) };
        let drafts = c::report(&day.desk.actor(), report, at(0), &mut || uuid(JOB)).unwrap();
        day.desk.record(drafts);
        day.meet();
        day
    }
    pub fn meet(&mut self) {
        self.eng.learn(&self.desk);
        self.desk.learn(&self.eng);
    }
    pub fn now(&mut self, minutes: i64) {
        self.desk.now = at(minutes);
        self.eng.now = at(minutes);
    }
    pub fn judge(&mut self) {
        self.desk.ok(|job, me| {
            c::judge(job, me, Judgement { class: FaultClass::Hardware, level: 3, remark: String::new() })
        });
        self.meet();
    }
    /// On site, work started, the backup decided.
    pub fn working() -> Self {
        let mut day = Self::reported();
        day.now(10);
        day.judge();
        let lead = day.eng.person;
        day.desk.ok(|job, me| c::assign(job, me, vec![lead]));
        day.meet();
        day.now(30);
        let ready = day.eng.fill(READY_TO_LEAVE);
        day.eng.complete_check(ready);
        let ready = day.eng.check(ready);
        day.eng.ok(|job, me| c::leave(job, me, Some(&ready)));
        day.now(60);
        day.eng.ok(|job, me| c::arrive(job, me, None));
        day.now(65);
        day.eng.ok(c::start_work);
        day.eng.ok(|job, me| c::answer_backup(job, me, backup()));
        day
    }
    /// Evidence, a part, work, the cause, a check, a cost: all but the completion.
    pub fn worked() -> Self {
        let mut day = Self::working();
        day.now(70);
        day.eng.ok(|job, me| c::add_evidence(job, me, evidence(camera())));
        day.eng.ok(|job, me| c::replace_part(job, me, part(camera())));
        let work = Work { from: at(66), to: Some(at(90)), text: "换接头".into() };
        day.eng.ok(|job, me| c::record_work(job, me, work));
        let finding = CauseFinding { cause: Cause::ConnectorQuality, diagnosis: "接头氧化".into() };
        day.eng.ok(|job, me| c::find_cause(job, me, finding));
        day.eng.ok(|job, me| c::add_cost(job, me, cost()));
        let check = day.eng.fill(REPAIR_CHECK);
        day.eng.complete_check(check);
        day
    }
    pub fn completed() -> Self {
        let mut day = Self::worked();
        day.now(100);
        let checks = day.checks();
        day.eng.ok(|job, me| c::complete(job, me, &pairs(&checks), Completion { summary: "正常".into() }));
        day
    }
    pub fn signed() -> Self {
        let mut day = Self::completed();
        day.now(110);
        day.sign().unwrap();
        day.meet();
        day
    }
    /// The job's checks with their lists, in order of their beginning.
    pub fn checks(&self) -> Vec<(Check, Definition)> {
        let starts = self.eng.known.values().filter_map(|event| {
            event.header().subject.to_string().starts_with("check/").then_some(())?;
            let checks::CheckEvent::Started(CheckStart { code, .. }) = event.decode().ok()? else { return None };
            Some((CheckId::new(event.header().subject.id()), code))
        });
        starts.map(|(id, code)| (self.eng.check(id), list(&code))).collect()
    }
    /// Builds the sheet as the engineer's phone knows it.
    pub fn build(&self) -> Result<Sheet, Refusal> {
        self.with_sources(build_sheet)
    }
    pub fn with_sources<T>(&self, run: impl FnOnce(&SheetSources<'_>) -> T) -> T {
        let (job, checks) = (self.eng.job(), self.checks());
        let customer = Customer { name: Bilingual::new("公安分局", "Police branch"), ..Customer::default() };
        let site = Site { zone: "Asia/Shanghai".into(), ..Site::default() };
        let one = Equipment { pn: "PTZ-1".into(), sn: "SN9".into(), ..Equipment::default() };
        run(&SheetSources {
            job: &job,
            checks: &pairs(&checks),
            customer: &customer,
            site: &site,
            equipment: &[(camera(), one)].into(),
            cards: &BTreeMap::new(),
            people: &[(self.eng.person, "李".to_owned())].into(),
            language: SheetLanguage::Chinese,
            costs: CostsOnSheet::default(),
        })
    }
    pub fn sign_with(&mut self, input: c::SignInput) -> Result<EventId, Refusal> {
        let (actor, now) = (self.eng.actor(), self.eng.now);
        let drafts = self.with_sources(|sources| c::sign(sources, &actor, input, now))?;
        Ok(self.eng.record(drafts))
    }
    /// The newest signature as its event says it.
    pub fn signed_event(&self) -> DocumentSigned {
        let signed = self.eng.known.values().rev().find(|event| event.header().kind == "signed").unwrap();
        let JobEvent::Signed(signed) = signed.decode().unwrap() else { panic!() };
        signed
    }
    /// The customer signs what the phone shows now.
    pub fn sign(&mut self) -> Result<EventId, Refusal> {
        let seen = self.build()?.hash().unwrap();
        self.sign_with(hand(&seen))
    }
}

pub(in crate::domain) fn pairs(checks: &[(Check, Definition)]) -> Vec<(&Check, &Definition)> {
    checks.iter().map(|(check, list)| (check, list)).collect()
}
pub(in crate::domain) fn hand(seen: &str) -> c::SignInput {
    c::SignInput {
        outcome: Outcome::Signed,
        seen_hash: seen.to_owned(),
        name: "王".into(),
        title: "主任".into(),
        phone: "010 1".into(),
        position: None,
        strokes: Some(BlobRef { hash: Hash::of(b"strokes"), size: 7, media_type: "application/json".into() }),
    }
}
fn backup() -> BackupAnswer {
    BackupAnswer { decision: BackupDecision::Refused, by: "王".into(), remark: String::new() }
}
fn evidence(equipment: EquipmentId) -> Evidence {
    Evidence { equipment, note: "无信号".into(), photos: vec![photo(1)] }
}
fn part(equipment: EquipmentId) -> Replacement {
    Replacement {
        equipment,
        card: card(),
        quantity: Amount::whole(1),
        serial_in: "N1".into(),
        serial_out: "O1".into(),
        label: Some(PartLabel::Bad),
        take: None,
    }
}
fn cost() -> Cost {
    Cost {
        kind: CostKind::Hours,
        payer: Payer::Customer,
        amount: 20_000,
        currency: "CNY".into(),
        basis: "1 h".into(),
        photos: Vec::new(),
    }
}
fn given_up(reason: &str) -> Cancellation {
    Cancellation { reason: reason.into(), at_work: Vec::new() }
}
/// Codes of the flags that nobody has settled.
fn flags(job: &Job) -> Vec<String> {
    job.open_flags().map(|flag| flag.code.clone()).collect()
}
