//! The work: what an engineer writes about the person's jobs, through the domain's commands.

use crate::Phone;
use chrono::{DateTime, TimeDelta, Utc};
use fettle_core::domain::jobs::commands::{self, Drafts};
use fettle_core::domain::jobs::{Job, Photo, PhotoAdded, Plan, Visit};
use fettle_core::domain::people::{Actor, Person};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Event, Hash};
use fettle_core::store::StoreError;
use fettle_core::sync::driver::Clock as _;
use fettle_tests::kills::{Dice, Line};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use uuid::Uuid;

/// Counts of the notes' numbers.
const NOTES: &str = "note";

/// Writes on a thread of its own until the phone stops.
pub fn start(phone: Arc<Phone>, seed: u64) -> JoinHandle<io::Result<()>> {
    thread::spawn(move || {
        let mut work = Work { phone: &phone, dice: Dice::new(seed), jobs: Vec::new() };
        while !phone.stopping.load(Ordering::SeqCst) {
            match work.step() {
                Ok((events, blobs)) => {
                    let mut lines: Vec<Line> = events.iter().map(|event| Line::Event(event.header().id)).collect();
                    lines.extend(blobs.into_iter().map(Line::Blob));
                    if !lines.is_empty() {
                        phone.journal.write(&lines)?;
                    }
                }
                // A command said no: the work goes on elsewhere.
                Err(StoreError::Refused(_)) => {}
                Err(error) => phone.failed("writing", &error)?,
            }
            // Mostly as a person taps, at times as fast as it goes.
            let pause = if work.dice.between(0, 8) == 0 { 0 } else { work.dice.between(10, 250) };
            thread::sleep(Duration::from_millis(pause));
        }
        Ok(())
    })
}

struct Work<'a> {
    phone: &'a Phone,
    dice: Dice,
    jobs: Vec<Uuid>,
}

type Done = (Vec<Event>, Vec<Hash>);

impl Work<'_> {
    /// One commit.
    fn step(&mut self) -> Result<Done, StoreError> {
        let Some(me) = self.me()? else { return Ok(Done::default()) };
        if self.jobs.is_empty() || self.dice.between(0, 50) == 0 {
            let all = self.phone.store.all::<Job>()?;
            self.jobs =
                all.iter().filter(|(_, job)| job.state.assignees().contains(&me.person)).map(|(id, _)| *id).collect();
        }
        let Some(id) = self.dice.pick(&self.jobs).copied() else { return Ok(Done::default()) };
        let Some(job) = self.phone.store.get::<Job>(id)?.map(|folded| folded.state) else { return Ok(Done::default()) };
        let now = time(u64::try_from(self.phone.clock.now().wall_ms).unwrap_or(0));
        match self.dice.between(0, 100) {
            0..60 => Ok((self.notes(&job, &me, 1)?, Vec::new())),
            60..70 => {
                let many = self.dice.between(2, 8);
                Ok((self.notes(&job, &me, many)?, Vec::new()))
            }
            70..84 => self.photo(&job, &me, now),
            84..92 => {
                let from = now + TimeDelta::hours(i64::try_from(self.dice.between(1, 200)).unwrap_or(1));
                let visit = Visit { from, to: from + TimeDelta::hours(2), with: "刘所".into() };
                self.record(&me, commands::agree_visit(&job, &me, visit))
            }
            92..96 => {
                let plan = Plan { text: format!("第 {} 步", self.dice.between(1, 99)), parts: String::new() };
                self.record(&me, commands::plan(&job, &me, plan))
            }
            96..98 => self.record(&me, commands::arrive(&job, &me, None)),
            _ => self.record(&me, commands::start_work(&job, &me)),
        }
    }

    /// Notes, each with a number that no other note of this phone has, in one commit.
    fn notes(&mut self, job: &Job, me: &Actor, count: u64) -> Result<Vec<Event>, StoreError> {
        let (reading, length) = (self.phone.clock.now(), self.dice.between(0, 120));
        self.phone.store.compose(me.person, reading, |numbers| {
            let mut drafts = Vec::new();
            for _ in 0..count {
                let text = format!("{} {}", numbers.next(NOTES)?, "字".repeat(usize::try_from(length).unwrap_or(0)));
                drafts.extend(commands::note(job, me, &text)?);
            }
            Ok(drafts)
        })
    }

    /// A photo, often with its small one.
    fn photo(&mut self, job: &Job, me: &Actor, now: DateTime<Utc>) -> Result<Done, StoreError> {
        let size = match self.dice.between(0, 10) {
            0 => self.dice.between(100_000, 400_000),
            1..4 => self.dice.between(20_000, 100_000),
            _ => self.dice.between(1, 20_000),
        };
        let blob = self.phone.store.put_blob(&self.dice.bytes(size), "image/jpeg")?;
        let small = self.dice.between(200, 4_000);
        let thumbnail = match self.dice.between(0, 3) {
            0..2 => None,
            _ => Some(self.phone.store.put_blob(&self.dice.bytes(small), "image/jpeg")?),
        };
        let photo = Photo { blob, thumbnail, caption: String::new(), taken_at: now, gallery: None };
        let hashes = photo.blobs().map(|blob| blob.hash).collect();
        let (events, _) = self.record(me, commands::add_photo(job, me, PhotoAdded { photo, equipment: None }))?;
        Ok((events, hashes))
    }

    fn record(&self, me: &Actor, drafts: Drafts) -> Result<Done, StoreError> {
        Ok((self.phone.store.record(me.person, &drafts?, self.phone.clock.now())?, Vec::new()))
    }

    /// Who writes; `None` before the person's record came.
    fn me(&self) -> Result<Option<Actor>, StoreError> {
        let identity = self.phone.store.identity()?;
        let id = identity.person()?;
        let Some(person) = self.phone.store.get::<Person>(id.uuid())?.map(|folded| folded.state) else {
            return Ok(None);
        };
        Ok(Some(Actor {
            person: id,
            roles: person.roles,
            centre: person.centre,
            device_short: identity.enrolment.map(|enrolment| enrolment.enrolled.short).unwrap_or_default(),
            next_count: identity.recorder.head.number + 1,
        }))
    }
}
