//! Plausible work: people act on phones and at the console, always through the domain's commands. A refusal is a fact of life; it is counted.

mod check;
mod crowd;
mod desk;
mod field;
mod keeper;
mod parts;
mod sheet;

pub use crowd::{crowd, send};
pub use desk::{console, desk, record_at_console};

use super::company::{Company, Member};
use super::dice::Dice;
use super::doing::Doing;
use super::phone::App;
use super::pieces::{Count, Pieces, Read, Step};
use super::world::World;
use super::written::{self, Shown};
use chrono::{DateTime, Utc};
use fettle_core::domain::jobs::{Job, JobEvent, Photo};
use fettle_core::domain::people::Actor;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{BlobRef, Body, Draft, Refusal, Subject};
use fettle_core::store::{Store, StoreError};
use std::collections::BTreeMap;
use uuid::Uuid;

pub type Drafts = Result<Vec<Draft>, Refusal>;

/// What somebody with a phone in hand needs to act.
pub struct Hand<'a> {
    pub store: &'a Store,
    pub me: Actor,
    pub member: Member,
    pub company: &'a Company,
    pub dice: &'a mut Dice,
    /// The phone's best known time.
    pub now: DateTime<Utc>,
    pub ms: u64,
    pub blobs: u64,
    /// True time, milliseconds after the start.
    pub at: u64,
    /// What the eyes see.
    pub pieces: &'a mut Pieces,
    /// What the hands do with it, once it is on record.
    pub steps: Vec<Step>,
    pub count: Option<Count>,
    pub read: Option<Read>,
    pub mistyped: bool,
}

impl Hand<'_> {
    pub fn fresh(&mut self) -> Uuid {
        self.dice.uuid(self.ms)
    }
    /// A small blob: the simulator has no pictures to look at.
    ///
    /// # Errors
    /// `disk`, where the store could not keep it.
    pub fn blob(&mut self, most: u64, media: &str) -> Result<BlobRef, Refusal> {
        let size = usize::try_from(self.dice.between(1, most)).expect("small");
        let bytes = self.dice.bytes(size);
        self.blobs += 1;
        self.store.put_blob(&bytes, media).map_err(|_| Refusal::new("disk"))
    }
    /// # Errors
    /// As [`Hand::blob`].
    pub fn photo(&mut self) -> Result<Photo, Refusal> {
        let small = self.dice.percent(50);
        let thumbnail = if small { Some(self.blob(200, "image/jpeg")?) } else { None };
        Ok(Photo {
            blob: self.blob(2_500, "image/jpeg")?,
            thumbnail,
            caption: "as found".into(),
            taken_at: self.now,
            gallery: None,
        })
    }
}

/// Somebody does something on a phone.
pub fn act(world: &mut World, p: usize) {
    let now = world.now();
    let phone = &world.phones[p];
    let Some(me) = phone.actor() else { return };
    let store = phone.store().clone();
    let reading = phone.skew.reading(now);
    let ms = store.identity().expect("an identity").recorder.hub_ms(reading);
    let newer = phone.app == App::Newer;
    let mut hand = Hand {
        store: &store,
        me,
        member: world.company.members[p],
        company: &world.company,
        dice: &mut world.work_dice,
        now: time(ms),
        ms,
        blobs: 0,
        at: now,
        pieces: &mut world.pieces,
        steps: Vec::new(),
        count: None,
        read: None,
        mistyped: false,
    };
    let (name, drafts) = choose(&mut hand, newer);
    let (blobs, steps, count, read, mistyped) = (hand.blobs, hand.steps, hand.count, hand.read, hand.mistyped);
    world.totals.blobs += blobs;
    match drafts {
        Ok(drafts) if drafts.is_empty() => {}
        Ok(drafts) => {
            let shown = match shown(&store, &drafts) {
                Ok(shown) => shown,
                // The kill came between the photo's file and the record: nothing was recorded.
                Err(_) if world.phones[p].disk.dead() => return,
                Err(e) => return world.violate(format!("p{p} cannot show {name}: {e}")),
            };
            let doing = Doing { drafts, steps, count, read, mistyped, shown };
            match store.record(world.phones[p].person, &doing.drafts, reading) {
                Ok(events) => {
                    world.noted(p, &events);
                    world.did(doing, &events);
                    world.trace.note(now, format_args!("p{p} {name}: {} events", events.len()));
                    world.totals.events += events.len() as u64;
                    world.totals.sheets += u64::from(name == "sign");
                    *world.totals.acts.entry(name.to_owned()).or_default() += 1;
                    world.book.commit(p, &events);
                }
                // A full disk and a kill say no; both are told, and nothing is half done.
                Err(e) if world.phones[p].disk.dead() || e.code() == "store_full" => {
                    world.trace.note(now, format_args!("p{p} {name}: {}", e.code()));
                    if world.phones[p].disk.dead() {
                        world.uncertain.insert(p, doing);
                    }
                }
                Err(e) => world.violate(format!("p{p} cannot record {name}: {e}")),
            }
            // One step follows the other.
            if world.work_dice.percent(55) {
                let soon = world.work_dice.between(2, 40) * super::world::MINUTE;
                world.plan(world.at + soon, super::world::Happening::Act(p));
            }
            // Most people's phones sync at once.
            if world.work_dice.percent(40) {
                world.plan(world.at + 300, super::world::Happening::Begin(p));
            }
        }
        Err(refusal) => *world.totals.acts.entry(format!("!{} {name}", refusal.code)).or_default() += 1,
    }
}

/// What stands before the eyes of who writes into jobs.
fn shown(store: &Store, drafts: &[Draft]) -> Result<BTreeMap<Uuid, Shown>, StoreError> {
    let jobs = drafts.iter().filter(|draft| draft.subject.kind() == "job").map(|draft| draft.subject.id());
    let state = |id: Uuid| store.get::<Job>(id).map(|job| job.map(|job| (id, written::shown(&job.state)))).transpose();
    jobs.filter_map(state).collect()
}

fn choose(hand: &mut Hand<'_>, newer: bool) -> (&'static str, Drafts) {
    if hand.member.keeper {
        return keeper::act(hand);
    }
    let mut jobs = hand.store.all::<Job>().expect("reads");
    jobs.retain(|(_, job)| job.state.is_open() && job.state.report.is_some());
    let mine: Vec<_> =
        jobs.iter().filter(|(_, job)| job.state.assignees().contains(&hand.me.person)).cloned().collect();
    // Who is at it goes on with the oldest job.
    let oldest = mine.iter().min_by_key(|(id, _)| *id).filter(|_| hand.dice.percent(70)).cloned();
    let among = if mine.is_empty() || hand.dice.percent(15) { &jobs } else { &mine };
    let Some((_, job)) = oldest.or_else(|| hand.dice.pick(among).cloned()) else {
        return ("report", desk::report(hand));
    };
    let job = job.state;
    if newer && hand.dice.percent(40) {
        return ("of tomorrow", tomorrow(hand, &job));
    }
    match hand.dice.below(20) {
        0..=12 if !hand.member.manager => field::advance(hand, &job),
        13 | 14 => parts::act(hand, &job),
        15 => ("report", desk::report(hand)),
        _ if hand.member.manager => desk::on_the_phone(hand, &job),
        _ => field::beside(hand, &job),
    }
}

/// What a later version records: a type, a field, a code, a kind that nobody knows.
fn tomorrow(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let subject: Subject = job.id.ok_or_else(|| Refusal::new("job_unknown"))?.into();
    let mut draft = match hand.dice.below(4) {
        0 => Draft {
            subject,
            kind: "admired".into(),
            version: 1,
            body: r#"{"from":"afar","stars":[5, 4]}"#.into(),
            blobs: vec![],
        },
        1 => {
            let body = r#"{"text":"noted by a later version","of_tomorrow":{"deep":true}}"#;
            Draft { subject, kind: "noted".into(), version: 1, body: body.into(), blobs: vec![] }
        }
        2 => {
            // A code that nobody knows in an event that everybody knows: its version says so.
            let body = r#"{"case":"of_tomorrow","text":""}"#;
            Draft {
                subject,
                kind: "help_called".into(),
                version: JobEvent::VERSION + 1,
                body: body.into(),
                blobs: vec![],
            }
        }
        _ => {
            let id = hand.fresh();
            Draft {
                subject: Subject::new("gadget", id),
                kind: "begun".into(),
                version: 3,
                body: "{}".into(),
                blobs: vec![],
            }
        }
    };
    if hand.dice.percent(30) {
        draft.blobs.push(hand.blob(300, "application/octet-stream")?);
    }
    Ok(vec![draft])
}
