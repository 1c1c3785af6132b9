//! What the tests share: a small company as it comes from the hub, a phone with a clock that tests move, and taps by name.

use crate::domain::checks::{ChecklistEvent, shipped};
use crate::domain::ids::{CardId, CentreId, ContactId, ContractId, CustomerId, EquipmentId, JobId, PlaceId, SiteId};
use crate::domain::jobs::sheet::{Channel, ContactPart, Entitlement, EntitlementPart, JobKind, SheetLanguage};
use crate::domain::jobs::{Assignment, JobEvent, Report};
use crate::domain::parts::{
    CardClass, CardDetails, CardEvent, MovementDetails, MovementEvent, PlaceDetails, PlaceEvent, PlaceKind,
};
use crate::domain::people::{CentreEvent, PersonEvent, Role, Roles};
use crate::domain::sites::{
    Contact, ContractEvent, CustomerDetails, CustomerEvent, EquipmentDetails, EquipmentEvent, SiteDetails, SiteEvent,
    SlaTarget, Terms,
};
use crate::domain::stream::Stream;
use crate::domain::values::{Bilingual, Phone as PhoneNumber, Position, Quantity, Unit};
use crate::kernel::{
    Body, ClockAnchor, DeviceId, Draft, Event, EventId, Frontier, PersonId, Reading, Recorder, Subject,
};
use crate::screens::*;
use crate::store::{Enrolment, MemoryKeys};
use crate::sync::protocol::{self, Enrolled};
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use uuid::Uuid;

/// Monday, nine o'clock in Shanghai.
pub const MORNING: &str = "2026-03-02T01:00:00Z";

/// An id by number.
pub fn id<T: From<Uuid>>(n: u128) -> T {
    T::from(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n))
}
pub fn me() -> PersonId {
    id(1)
}
pub fn manager() -> PersonId {
    id(2)
}
pub fn job() -> JobId {
    id(30)
}
/// A patrol of the same site.
pub fn patrol() -> JobId {
    id(31)
}
pub fn camera() -> EquipmentId {
    id(20)
}
pub fn supply() -> CardId {
    id(40)
}
pub fn store_room() -> PlaceId {
    id(50)
}
pub fn bag() -> PlaceId {
    id(51)
}
pub fn quarantine() -> PlaceId {
    id(52)
}

/// A clock that tests move.
pub struct TestClock {
    now_ms: AtomicI64,
    by_hand_ms: AtomicI64,
    asleep_ms: AtomicI64,
    stands_in_sleep: AtomicBool,
}

impl TestClock {
    /// Somebody sets the wall clock; the other clock goes on as before.
    pub fn set_by_hand(&self, minutes: i64) {
        self.by_hand_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
    /// Whether the other clock stands while the phone sleeps.
    pub fn stands_in_sleep(&self, stands: bool) {
        self.stands_in_sleep.store(stands, Ordering::Relaxed);
    }
    /// Time passes while the phone sleeps.
    pub fn sleep(&self, minutes: i64) {
        self.now_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
        self.asleep_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Reading {
        let true_ms = self.now_ms.load(Ordering::Relaxed);
        let wall_ms = true_ms + self.by_hand_ms.load(Ordering::Relaxed);
        let stands = self.stands_in_sleep.load(Ordering::Relaxed);
        let asleep = if stands { self.asleep_ms.load(Ordering::Relaxed) } else { 0 };
        let mono_ms = u64::try_from(true_ms - asleep - start_ms()).unwrap();
        Reading { wall_ms, mono_ms, boot: Uuid::nil(), counts_sleep: !stands }
    }
}

fn start_ms() -> i64 {
    MORNING.parse::<DateTime<Utc>>().unwrap().timestamp_millis() - 3_600_000
}

/// A phone in a folder of its own, and the hub's log that fills it.
pub struct Phone {
    pub app: Option<App>,
    pub clock: Arc<TestClock>,
    folder: tempfile::TempDir,
    /// The platform's key store outlives the process.
    pub keys: Arc<MemoryKeys>,
    desk: Recorder,
    sent: u64,
}

impl Phone {
    /// A phone that was just unpacked.
    pub fn new(lang: Lang) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock {
            now_ms: AtomicI64::new(start_ms() + 3_600_000),
            by_hand_ms: AtomicI64::new(0),
            asleep_ms: AtomicI64::new(0),
            stands_in_sleep: AtomicBool::new(false),
        });
        let mut desk = Recorder::new(id::<DeviceId>(9));
        let hub_ms = u64::try_from(start_ms()).unwrap();
        desk.anchor = Some(ClockAnchor {
            reading: Reading { wall_ms: start_ms(), mono_ms: 0, boot: Uuid::nil(), counts_sleep: true },
            hub_ms,
            within_ms: 1,
        });
        let mut phone = Self { app: None, clock, folder, keys: Arc::default(), desk, sent: 0 };
        phone.reopen(lang);
        phone
    }
    /// A phone of an engineer in a company with one job for him.
    pub fn ready(lang: Lang) -> Self {
        let mut phone = Self::new(lang);
        phone.enrol();
        phone.company();
        phone.call();
        phone
    }
    /// The process ends and starts again, perhaps in another language.
    pub fn reopen(&mut self, lang: Lang) {
        self.reopen_with(lang, None);
    }
    /// As `reopen`, on a phone that knows its owner so.
    pub fn reopen_with(&mut self, lang: Lang, owner: Option<Arc<dyn OwnerCheck>>) {
        self.app = None;
        let platform =
            Platform { clock: self.clock.clone(), lang, app: "test".to_owned(), keys: self.keys.clone(), owner };
        self.app = Some(App::open(self.folder.path(), platform).unwrap());
    }
    pub fn home(&self) -> &std::path::Path {
        self.folder.path()
    }
    pub fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }
    /// Time passes.
    pub fn wait(&self, minutes: i64) {
        self.clock.now_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }
    /// Seconds pass.
    pub fn pass(&self, seconds: i64) {
        self.clock.now_ms.fetch_add(seconds * 1_000, Ordering::Relaxed);
    }
    /// As after the hub's answer.
    pub fn enrol(&self) {
        let enrolled = Enrolled {
            person: me(),
            short: "A7".into(),
            token: "secret".into(),
            hub_name: "Fettle Shanghai".into(),
            hub_key: "00".repeat(32),
            now: 0,
            certificate: None,
        };
        let store = self.app().store();
        store.enrolled(&Enrolment { hub_url: "http://hub.test".into(), pins: Vec::new(), enrolled }).unwrap();
        let reading = self.clock.now();
        let hub_ms = u64::try_from(reading.wall_ms).unwrap();
        store.learn_clock(ClockAnchor { reading, hub_ms, within_ms: 20 }).unwrap();
    }
    /// Something that the hub sends.
    pub fn hub_sends<B: Body>(&mut self, by: PersonId, subject: Subject, body: &B) {
        let reading = self.clock.now();
        let draft = Draft::new(subject, body);
        let event_id = id::<EventId>(1_000 + u128::from(self.sent));
        let event: Event = self.desk.record(reading, event_id, by, Frontier::new(), &draft).unwrap();
        self.sent += 1;
        let event = event.with_received(u64::try_from(reading.wall_ms).unwrap());
        let entry = protocol::Entry {
            s: Stream::Everyone,
            n: self.sent,
            e: Some(Box::new(event)),
            forget: None,
            quarantined: None,
        };
        self.app().store().receive(&[entry]).unwrap();
    }

    /// Many things that the hub sends, as encoded bodies, each author having seen `after`.
    pub fn hub_sends_many(&mut self, by: PersonId, bodies: Vec<(Subject, (String, String))>, after: &Frontier) {
        let reading = self.clock.now();
        for some in bodies.chunks(5_000) {
            let entries: Vec<protocol::Entry> = some
                .iter()
                .map(|(subject, (kind, body))| {
                    let (kind, body) = (kind.clone(), body.clone());
                    let draft = Draft { subject: subject.clone(), kind, version: 1, body, blobs: Vec::new() };
                    let event_id = id::<EventId>(1_000 + u128::from(self.sent));
                    let event = self.desk.record(reading, event_id, by, after.clone(), &draft).unwrap();
                    self.sent += 1;
                    let event = event.with_received(u64::try_from(reading.wall_ms).unwrap());
                    protocol::Entry {
                        s: Stream::Everyone,
                        n: self.sent,
                        e: Some(Box::new(event)),
                        forget: None,
                        quarantined: None,
                    }
                })
                .collect();
            self.app().store().receive(&entries).unwrap();
        }
    }

    fn company(&mut self) {
        let centre: CentreId = id(3);
        let name = |zh: &str, en: &str| Bilingual::new(zh, en);
        let opened =
            CentreEvent::Opened {
                name: name("上海", "Shanghai"), region: "华东".into(), zone: "Asia/Shanghai".into()
            };
        self.hub_sends(manager(), Subject::new("centre", centre.uuid()), &opened);
        for (person, name, role) in
            [(me(), name("张伟", "Zhang Wei"), Role::Engineer), (manager(), name("李娜", "Li Na"), Role::Manager)]
        {
            let (roles, centre, language) = (Roles::from([role]), Some(centre), Lang::Zh);
            let event = PersonEvent::Registered { name, roles, centre, language };
            self.hub_sends(manager(), Subject::new("person", person.uuid()), &event);
        }
        let customer: CustomerId = id(10);
        let event = CustomerEvent::Registered {
            details: CustomerDetails {
                name: name("海曙公安分局", "Haishu Police"),
                industry: "公安".into(),
                ..CustomerDetails::default()
            },
        };
        self.hub_sends(manager(), customer.into(), &event);
        let site: SiteId = id(11);
        let position = Some(Position::new(29_874_500, 121_544_000, None).unwrap());
        let event = SiteEvent::Registered {
            details: SiteDetails {
                address: "公园路 88 号".into(),
                position,
                ..SiteDetails::new(customer, centre, name("鼓楼派出所", "Drum Tower Station"), "Asia/Shanghai")
            },
        };
        self.hub_sends(manager(), site.into(), &event);
        let contact = Contact {
            id: id::<ContactId>(12),
            name: "王建国".into(),
            title: "所长".into(),
            phone: Some(PhoneNumber::parse("0574-8700 1234").unwrap()),
            may_sign: true,
            messenger: String::new(),
        };
        self.hub_sends(manager(), site.into(), &SiteEvent::ContactSet { contact });
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let terms = Terms {
            customer,
            number: "HT-2026-01".into(),
            sites: BTreeSet::from([site]),
            services: BTreeSet::from([JobKind::Repair]),
            promises: BTreeMap::from([(3, SlaTarget { answered_min: 30, on_site_min: 240, restored_min: 480 })]),
            inspections_a_year: 4,
            starts: day(2026, 1, 1),
            ends: day(2026, 12, 31),
            watermark: true,
            language: SheetLanguage::Chinese,
        };
        self.hub_sends(manager(), id::<ContractId>(13).into(), &ContractEvent::Agreed { terms });
        let details = EquipmentDetails {
            site,
            pn: "DH-SD6A".into(),
            sn: "PTZ-0117".into(),
            name: name("球机", "PTZ camera"),
            class: "camera_ptz".into(),
            place: "大门东侧".into(),
            parent: None,
            installed: None,
            warranty_end: Some(day(2025, 6, 30)),
            life_end: None,
            contract: None,
        };
        let earthing = EquipmentDetails {
            pn: "JD-1".into(),
            sn: String::new(),
            name: name("接地点", "Earthing point"),
            class: "earthing".into(),
            place: "机房".into(),
            ..details.clone()
        };
        self.hub_sends(manager(), camera().into(), &EquipmentEvent::Registered { details });
        self.hub_sends(manager(), id::<EquipmentId>(21).into(), &EquipmentEvent::Registered { details: earthing });
        let details = CardDetails {
            name: name("球机电源", "PTZ power supply"),
            model: "24V 3A".into(),
            serialised: true,
            minimum: 1000,
            reorder: 2000,
            maximum: 8000,
            fits: BTreeSet::from(["camera_ptz".to_owned()]),
            codes: BTreeSet::from(["6901234567892".to_owned()]),
            ..card_details("PSU-24")
        };
        self.hub_sends(manager(), Subject::new("card", supply().uuid()), &CardEvent::Registered { details });
        let place = |kind, zh: &str, en: &str, person| PlaceDetails {
            kind,
            name: name(zh, en),
            centre: Some(centre),
            person,
            bin: String::new(),
        };
        for (at, details) in [
            (store_room(), place(PlaceKind::BranchStore, "上海分库", "Shanghai store", None)),
            (bag(), place(PlaceKind::Bag, "张伟的包", "Zhang Wei's bag", Some(me()))),
            (quarantine(), place(PlaceKind::Quarantine, "待检区", "Quarantine", None)),
        ] {
            self.hub_sends(manager(), at.into(), &PlaceEvent::Opened { details });
        }
        for (n, serial) in [(60, "PS-9001"), (61, "PS-9002")] {
            let details = MovementDetails {
                serial: Some(serial.into()),
                ..MovementDetails::opening(supply(), Quantity::pieces(1), store_room())
            };
            self.hub_sends(manager(), Subject::new("movement", id::<Uuid>(n)), &MovementEvent::Recorded { details });
        }
        for list in shipped() {
            let subject = Subject::new("checklist", list.id().uuid());
            self.hub_sends(manager(), subject, &ChecklistEvent::Published(list.clone()));
        }
    }

    fn call(&mut self) {
        let report = Report {
            number: "SH-D1-7".into(),
            kind: JobKind::Repair,
            channel: Channel::Phone,
            caller: ContactPart { name: "陈警官".into(), title: "值班".into(), phone: "0574-8700 1000".into() },
            company: "海曙公安分局".into(),
            product: "球机".into(),
            symptom: "大门东侧球机黑屏".into(),
            at: MORNING.parse().unwrap(),
            centre: id(3),
            customer: id(10),
            site: id(11),
            contract: Some(id(13)),
            equipment: vec![camera()],
            entitlement: Some(EntitlementPart {
                basis: Entitlement::InContract,
                clause: "HT-2026-01".into(),
                decided: None,
            }),
            origin: None,
            photos: Vec::new(),
            follows: None,
        };
        let patrol_report = Report {
            number: "SH-D1-8".into(),
            kind: JobKind::Inspection,
            symptom: "一季度巡检".into(),
            equipment: Vec::new(),
            entitlement: None,
            ..report.clone()
        };
        let assigned = JobEvent::Assigned(Assignment { to: vec![me()] });
        for (job, report) in [(job(), report), (patrol(), patrol_report)] {
            let subject = Subject::new("job", job.uuid());
            self.hub_sends(manager(), subject.clone(), &JobEvent::Reported(report));
            self.hub_sends(manager(), subject, &assigned);
        }
    }

    pub fn screen(&self, route: Route) -> Screen {
        let screen = self.app().screen(&route).unwrap();
        all_is_offered(&screen);
        screen
    }
    pub fn job_screen(&self) -> JobScreen {
        match self.screen(job_route()) {
            Screen::Job(screen) => screen,
            other => panic!("{other:?}"),
        }
    }
    /// Taps the button with this key on a screen, with what was typed. It has to be there, enabled, and asked for what is required.
    pub fn tap(&self, route: Route, key: &str, typed: &[(&str, &str)]) -> Outcome {
        self.try_tap(route, key, typed).unwrap()
    }
    /// As [`Self::tap`], when a failure is what is looked for.
    pub fn try_tap(&self, route: Route, key: &str, typed: &[(&str, &str)]) -> Result<Outcome, AppError> {
        let screen = self.screen(route);
        let button = find_button(&screen, key).unwrap_or_else(|| panic!("no button {key} on {screen:#?}"));
        assert!(button.enabled, "{key}: {}", button.why_not);
        self.wait(1);
        self.app().act(&button.action, &entries(typed))
    }
    /// A photo as a phone makes it.
    pub fn take_photo(&self, purpose: PhotoFor, caption: &str) -> Outcome {
        self.wait(1);
        let action = Action::Photo { purpose, action: PhotoAction::Taken { bytes: phone_photo(), marks: Vec::new() } };
        self.app().act(&action, &entries(&[("caption", caption)])).unwrap()
    }
}

/// The card of a part that is counted in pieces, without serial numbers, codes or levels.
pub fn card_details(number: &str) -> CardDetails {
    CardDetails {
        number: number.into(),
        name: Bilingual::same(number),
        model: String::new(),
        class: CardClass::Wear,
        unit: Unit::Piece,
        serialised: false,
        pair: false,
        minimum: 0,
        reorder: 0,
        maximum: 0,
        fits: BTreeSet::new(),
        codes: BTreeSet::new(),
    }
}

/// Twelve megapixels, upside down.
pub fn phone_photo() -> Vec<u8> {
    use std::sync::OnceLock;
    static PHOTO: OnceLock<Vec<u8>> = OnceLock::new();
    let made = || {
        let taken = "2026-03-02T09:30:00+08:00".parse().unwrap();
        fettle_media::sample::phone_photo(7, 3, taken, 29.8745, 121.544).unwrap()
    };
    PHOTO.get_or_init(made).clone()
}

pub fn entries(typed: &[(&str, &str)]) -> Vec<Entry> {
    typed.iter().map(|(key, value)| Entry::new(*key, *value)).collect()
}
pub fn job_route() -> Route {
    Route::Job { job: job().to_string() }
}
pub fn job_text() -> String {
    job().to_string()
}

/// A button anywhere on a screen.
pub fn find_button(screen: &Screen, key: &str) -> Option<Button> {
    screen.offer(key).map(|offer| offer.button.clone())
}

/// Every value of a screen that has the form of a button.
fn button_values(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(map) => {
            let own = map.get("key").and_then(|key| key.as_str()).filter(|_| map.contains_key("action"));
            own.map(str::to_owned).into_iter().chain(map.values().flat_map(button_values)).collect()
        }
        serde_json::Value::Array(all) => all.iter().flat_map(button_values).collect(),
        _ => Vec::new(),
    }
}

/// A button that is drawn is also found.
fn all_is_offered(screen: &Screen) {
    let mut drawn = button_values(&serde_json::to_value(screen).unwrap());
    let mut found: Vec<String> = screen.offers().iter().map(|offer| offer.button.key.clone()).collect();
    drawn.sort();
    found.sort();
    assert_eq!(found, drawn, "screens::offer knows every button");
}

/// A stroke long enough for a signature.
pub fn strokes() -> Vec<PenStroke> {
    let points =
        (0..40u32).map(|i| PenPoint { x: 20.0 + f64::from(i) * 8.0, y: 60.0 + f64::from(i % 7) * 9.0, t_ms: i * 16 });
    vec![PenStroke { points: points.collect() }]
}
