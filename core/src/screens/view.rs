//! What a screen reads: the store's projections at one moment, who is looking, when, and in which language.

use super::blocks::Entry;
use super::distance::metres_between;
use super::error::Problem;
use super::guard::{Guard, Look, OwnerCheck};
use super::platform::Platform;
use super::route::Route;
use super::speech::Speech;
use super::words::Words;
use crate::domain::calendar::WorkingDays;
use crate::domain::calendars::Calendar;
use crate::domain::ids::{EquipmentId, JobId, SiteId};
use crate::domain::jobs::Job;
use crate::domain::jobs::sheet::Position;
use crate::domain::people::{Actor, Person};
use crate::domain::sites::{Site, zone};
use crate::domain::values;
use crate::kernel::fold::time;
use crate::kernel::{Aggregate, Draft, Event, Folded, Hash, PersonId, Reading, Subject};
use crate::store::{Identity, SetAside, Store, StoreError, fresh_uuid};
use chrono_tz::Tz;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::str::FromStr;
use uuid::Uuid;

/// One look at the phone.
pub(crate) struct View<'a> {
    pub store: &'a Store,
    pub reading: Reading,
    pub words: Words,
    pub identity: Identity,
    /// The damaged file that was set aside at the opening, when there was one.
    pub set_aside: Option<&'a SetAside>,
    /// How the lock stands.
    pub lock: Look,
    pub guard: &'a Guard,
    pub owner: Option<&'a dyn OwnerCheck>,
    /// The language, and how to choose another.
    pub speech: &'a Speech,
    /// Version of the app.
    pub app: &'a str,
    /// How many events had come when the screen was drawn that is acted on; none: all that is here was seen.
    pub drawn: Option<u64>,
    /// Where the phone was measured to be of late, if the shell said so.
    pub here: Option<Position>,
    /// What a look asks for again and again: who is looking, and how people are called.
    asked: Asked,
}

#[derive(Default)]
struct Asked {
    me: OnceCell<Actor>,
    names: RefCell<HashMap<PersonId, String>>,
}

impl<'a> View<'a> {
    pub fn new(
        store: &'a Store,
        reading: Reading,
        platform: &'a Platform,
        (guard, speech): (&'a Guard, &'a Speech),
        set_aside: Option<&'a SetAside>,
    ) -> Result<Self, Problem> {
        let lock = guard.look(store, reading)?;
        let owner = platform.owner.as_deref();
        let identity = store.identity()?;
        let now = time(identity.recorder.hub_ms(reading));
        let words = Words { lang: speech.lang(), now };
        let app = platform.app.as_str();
        Ok(Self {
            store,
            reading,
            words,
            identity,
            set_aside,
            lock,
            guard,
            owner,
            speech,
            app,
            drawn: None,
            here: None,
            asked: Asked::default(),
        })
    }

    /// Decides and records in one transaction: `work` sees what is here now, and nobody else writes meanwhile. Bytes of blobs are put before,
    /// since files know no transaction.
    pub fn decide<T>(&self, work: impl FnOnce(&View<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        self.store.decide(|| {
            let identity = self.store.identity()?;
            let View { store, reading, words, set_aside, lock, guard, owner, speech, app, drawn, here, .. } = *self;
            let asked = Asked::default();
            let view = View {
                store,
                reading,
                words,
                identity,
                set_aside,
                lock,
                guard,
                owner,
                speech,
                app,
                drawn,
                here,
                asked,
            };
            work(&view)
        })
    }

    /// The state of one aggregate; its empty state where the phone knows nothing of it.
    pub fn get<A: Aggregate>(&self, id: impl Into<Uuid>) -> Result<A, Problem> {
        Ok(self.find(id)?.unwrap_or_default())
    }
    /// The state of one aggregate, if the phone knows it.
    pub fn find<A: Aggregate>(&self, id: impl Into<Uuid>) -> Result<Option<A>, Problem> {
        Ok(self.store.get::<A>(id.into())?.map(|folded| folded.state))
    }
    /// The state of an aggregate that has to be there.
    pub fn need<A: Aggregate>(&self, id: impl Into<Uuid>) -> Result<A, Problem> {
        self.find(id)?.ok_or_else(|| Problem::error("id_unreadable"))
    }
    /// Every aggregate of a kind, with its id.
    pub fn all<A: Aggregate>(&self) -> Result<Vec<(Uuid, A)>, Problem> {
        Ok(states(self.store.all::<A>()?))
    }
    /// Every aggregate of a kind that belongs to `parent`.
    pub fn children<A: Aggregate>(&self, parent: &Subject) -> Result<Vec<(Uuid, A)>, Problem> {
        Ok(states(self.store.by_parent::<A>(parent)?))
    }
    /// The newest jobs about a machine that come before `before` (see [`Store::about`]), at most `most`.
    pub fn jobs_about(
        &self,
        machine: EquipmentId,
        before: Option<(i64, Uuid)>,
        most: usize,
    ) -> Result<Vec<(JobId, Job)>, Problem> {
        let found = states(self.store.about::<Job>(machine.uuid(), before, most)?);
        Ok(found.into_iter().map(|(id, job)| (JobId::new(id), job)).collect())
    }
    /// The jobs that are a person's, or on which somebody of a centre calls for help, newest first (`store::business` says when).
    pub fn jobs_under(&self, whose: Uuid) -> Result<Vec<(Uuid, Job)>, Problem> {
        Ok(states(self.store.about::<Job>(whose, None, usize::MAX)?))
    }
    /// Every aggregate of a kind whose state has one of these codes, what is due first coming first.
    pub fn in_state<A: Aggregate>(&self, statuses: &[&str]) -> Result<Vec<(Uuid, A)>, Problem> {
        Ok(states(self.store.by_status::<A>(statuses)?))
    }

    /// Who is looking, as commands want to know it.
    pub fn me(&self) -> Result<Actor, Problem> {
        if let Some(me) = self.asked.me.get() {
            return Ok(me.clone());
        }
        let me = self.read_me()?;
        Ok(self.asked.me.get_or_init(|| me).clone())
    }
    fn read_me(&self) -> Result<Actor, Problem> {
        let enrolment = self.identity.enrolment.as_ref().ok_or(StoreError::NotEnrolled)?;
        let person: Person = self.get(enrolment.enrolled.person.uuid())?;
        Ok(Actor {
            person: enrolment.enrolled.person,
            roles: person.roles,
            centre: person.centre,
            device_short: enrolment.enrolled.short.clone(),
            next_count: self.identity.recorder.head.number + 1,
        })
    }
    /// A person's name; empty where the phone does not know the person.
    pub fn person(&self, id: PersonId) -> Result<String, Problem> {
        if let Some(name) = self.asked.names.borrow().get(&id) {
            return Ok(name.clone());
        }
        let name = self.get::<Person>(id.uuid())?.name.in_lang(self.words.lang).to_owned();
        self.asked.names.borrow_mut().insert(id, name.clone());
        Ok(name)
    }
    /// How far it is from here, in metres; none where the phone does not know where it is.
    pub fn metres_to(&self, place: values::Position) -> Option<u32> {
        self.here.map(|here| metres_between(here, place))
    }
    /// The days that are worked, as far as the company published them: a calendar a year.
    pub fn working_days(&self) -> Result<WorkingDays, Problem> {
        let mut days = WorkingDays::default();
        for (_, calendar) in self.all::<Calendar>()? {
            calendar.put(&mut days);
        }
        Ok(days)
    }
    /// The time zone of my centre: for what belongs to no site.
    pub fn home_zone(&self) -> Result<Tz, Problem> {
        let Some(centre) = self.me()?.centre else { return Ok(zone("")) };
        Ok(zone(&self.get::<crate::domain::people::Centre>(centre.uuid())?.zone))
    }

    /// A fresh id.
    pub fn fresh(&self) -> Uuid {
        fresh_uuid(u64::try_from(self.words.now.timestamp_millis()).unwrap_or(0))
    }
    /// Records what a command gave.
    pub fn record(&self, drafts: &[Draft]) -> Result<Vec<Event>, Problem> {
        Ok(self.store.record_seen(self.identity.person()?, drafts, self.reading, self.drawn)?)
    }

    /// What was kept of a half-filled form.
    pub fn kept(&self, route: &Route) -> Result<Vec<Entry>, Problem> {
        let text = self.store.draft_get(&route.draft_key())?;
        // A draft of another version's form is worth nothing.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }
    /// Keeps a half-filled form; no entries forget it.
    pub fn keep(&self, route: &Route, entries: &[Entry]) -> Result<(), Problem> {
        let name = route.draft_key();
        if entries.is_empty() {
            return Ok(self.store.draft_delete(&name)?);
        }
        let text = serde_json::to_string(entries).map_err(|_| Problem::error("field_unreadable"))?;
        Ok(self.store.draft_put(&name, &text, self.reading.wall_ms)?)
    }
    /// A picture that is on the phone. One that is not is asked for: the next sync fetches it.
    pub fn blob(&self, hash: &str) -> Result<Vec<u8>, Problem> {
        let hash: Hash = id(hash)?;
        match self.store.blob(hash) {
            Err(StoreError::BlobMissing) => {
                self.store.want_blob(hash)?;
                Err(StoreError::BlobMissing.into())
            }
            other => Ok(other?),
        }
    }
}

/// The subject of a site.
pub(crate) fn of_site(id: Option<SiteId>) -> Option<Subject> {
    id.map(|id| Subject::new(Site::KIND, id.uuid()))
}
/// The subject of a job.
pub(crate) fn of_job(id: Option<JobId>) -> Option<Subject> {
    id.map(|id| Subject::new(Job::KIND, id.uuid()))
}

fn states<A>(found: Vec<(Uuid, Folded<A>)>) -> Vec<(Uuid, A)> {
    found.into_iter().map(|(id, folded)| (id, folded.state)).collect()
}

/// Reads an id that came over the border.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::error("id_unreadable"))
}
