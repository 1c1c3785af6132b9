//! Facts with the largest and the smallest numbers, the first and the last years, and texts that nobody would type, each in an otherwise valid event:
//! judged like others or quarantined, and every page about what they say answers in both languages. Pushed by a phone, and brought by a file.
//!
//! The facts are the samples of every type of event that the folds are tested by (`core/testdata/folds.json`), bent field by field.

use super::phone::Phone;
use crate::access::person_subject;
use crate::testing::parts::Store;
use crate::testing::{Company, PASSWORD, TestHub, parts};
use crate::verify::tests::full;
use fettle_core::domain::any;
use fettle_core::domain::calendars::calendar_subject;
use fettle_core::domain::company::company_subject;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{DeviceId, Draft, Event, EventId, Frontier, PersonId, Reading, Recorder, Subject};
use fettle_core::text::Lang;
use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uuid::Uuid;

/// Events of one kind: the version of their bodies, and who says what. `#7` stands for an id, `%7` for a hash; the ids of the events themselves are
/// those of their places, from 1 on.
#[derive(Deserialize)]
struct Sample {
    v: u16,
    events: Vec<(String, String, Value)>,
}

fn samples() -> BTreeMap<String, Sample> {
    serde_json::from_str(include_str!("../../../core/testdata/folds.json")).expect("samples")
}

/// How a field is bent.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bend {
    Most,
    Least,
    Odd,
    Long,
}

impl Bend {
    /// What a field may become, the worst first; the first that its form takes counts.
    fn of(self, value: &Value) -> Vec<Value> {
        match (value, self) {
            (Value::Number(_), Self::Most) => {
                [u64::MAX, i64::MAX as u64, u64::from(u32::MAX), i32::MAX as u64, 65_535, 255, 127]
                    .map(Value::from)
                    .into()
            }
            (Value::Number(_), Self::Least) => {
                [i64::MIN, i64::from(i32::MIN), -32_768, -128, 0].map(Value::from).into()
            }
            (Value::String(text), _) => self.text(text),
            _ => Vec::new(),
        }
    }
    fn text(self, text: &str) -> Vec<Value> {
        let digits = text.bytes().any(|byte| byte.is_ascii_digit());
        let only = |of: &[u8]| digits && text.bytes().all(|byte| byte.is_ascii_digit() || of.contains(&byte));
        let (day, time) = (only(b"-") && text.len() == 10, only(b"-T:.Z") && text.contains('T'));
        let of: &[&str] = match self {
            _ if text.starts_with(['#', '%']) => &[],
            Self::Most if time => &["+262142-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
            Self::Least if time => &["-262143-01-01T00:00:00Z", "0000-01-01T00:00:00Z"],
            Self::Most if day => &["+262142-12-31", "9999-12-31"],
            Self::Least if day => &["-262143-01-01", "0000-01-01"],
            _ if day || time => &[],
            Self::Most if only(b".") => &["99999999999999999999999999.999", "9223372036854775807.999", "9999999999"],
            Self::Least if only(b".") => &["-9223372036854775808.999", "-0.001"],
            Self::Most | Self::Least => &[],
            Self::Odd => &["\0\u{202E}<b>&\"'\u{200B}\r\n\u{10FFFF}0=1"],
            // Longer than any form takes, and of a kind that does not pack.
            Self::Long => return vec![Value::from(long())],
        };
        of.iter().map(|text| Value::from(*text)).collect()
    }
}

fn long() -> String {
    let mut state = 7_u64;
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + (state >> 40) as u8 % 26)
    };
    (0..1_000).map(letter).collect()
}

/// The places of all values within a body that hold no others.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| leaves(value, &format!("{at}/{name}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| leaves(value, &format!("{at}/{n}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

/// What the samples' ids stand for.
struct Names {
    known: BTreeMap<u128, Uuid>,
}

impl Names {
    fn of(company: &Company, store: &Store, job: JobId) -> Self {
        let known = BTreeMap::from([
            (300, company.centre.uuid()),
            (301, company.other_centre.uuid()),
            (310, company.engineer.uuid()),
            (311, company.colleague.uuid()),
            (312, company.manager.uuid()),
            (320, company.customer.uuid()),
            (330, company.site.uuid()),
            (331, company.site.uuid()),
            (350, job.uuid()),
            (370, store.plug.uuid()),
            (371, store.store.uuid()),
            (372, store.quarantine.uuid()),
            (378, store.board.uuid()),
            (379, store.plug.uuid()),
            (380, store.quarantine.uuid()),
            (381, store.bag.uuid()),
        ]);
        Self { known }
    }
    /// A body with its ids and hashes written out: of the record itself (1000), of its events so far, of what there is.
    fn filled(&self, body: &Value, own: Uuid, events: &[EventId]) -> String {
        let (text, mut out) = (body.to_string(), String::new());
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['#', '%']) {
            let (before, mark) = rest.split_at(at);
            let digits = mark[1..].bytes().take_while(u8::is_ascii_digit).count();
            let n: u128 = mark[1..=digits].parse().expect("a number");
            out.push_str(before);
            let event = usize::try_from(n).ok().and_then(|n| events.get(n.checked_sub(1)?)).map(|id| id.uuid());
            let id = match n {
                1000 => own,
                _ => event.or_else(|| self.known.get(&n).copied()).unwrap_or(Uuid::from_u128(n)),
            };
            if mark.starts_with('#') { write!(out, "{id}") } else { write!(out, "{n:064x}") }.expect("written");
            rest = &mark[1 + digits..];
        }
        out + rest
    }
    /// The body with each field bent as far as its form takes it; none where nothing of it is.
    fn bent(&self, kind: &'static str, of: &str, v: u16, body: &Value, bend: Bend) -> Option<Value> {
        let mut places = Vec::new();
        leaves(body, "", &mut places);
        let (mut bent, mut changed) = (body.clone(), false);
        for place in places {
            let before = bent.pointer(&place).cloned().expect("there");
            for value in bend.of(&before) {
                *bent.pointer_mut(&place).expect("there") = value;
                if reads(kind, of, v, self.filled(&bent, Uuid::nil(), &[])) {
                    changed = true;
                    break;
                }
                bent.pointer_mut(&place).expect("there").clone_from(&before);
            }
        }
        changed.then_some(bent)
    }
}

fn draft(subject: Subject, of: &str, version: u16, body: String) -> Draft {
    Draft { subject, kind: of.to_owned(), version, body, blobs: Vec::new() }
}

/// Whether the form of the event takes this body.
fn reads(kind: &'static str, of: &str, v: u16, body: String) -> bool {
    let mut recorder = Recorder::new(DeviceId::new(Uuid::from_u128(1)));
    let now = Reading { wall_ms: 1, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
    let (id, by) = (EventId::new(Uuid::from_u128(2)), PersonId::new(Uuid::from_u128(3)));
    let draft = draft(Subject::new(kind, Uuid::from_u128(4)), of, v, body);
    recorder.record(now, id, by, Frontier::new(), &draft).is_ok_and(|event| any::decodes(&event).is_ok())
}

/// The hub of these tests, somebody who may say all of it, and the browser of that person.
struct World {
    hub: TestHub,
    company: Company,
    store: Store,
    job: JobId,
    phone: Phone,
    client: Client,
    cookie: String,
}

impl World {
    async fn new() -> Self {
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        let store = parts::store(&hub, &company).await;
        let job = hub.job(&company, vec![company.engineer]).await;
        let all = PersonId::new(hub.fresh());
        let roles = Roles::from([Role::Administrator, Role::Manager, Role::Desk, Role::Engineer, Role::StockKeeper]);
        let registered = PersonEvent::Registered {
            name: Bilingual::same("All"),
            roles,
            centre: Some(company.centre),
            language: Lang::En,
        };
        let login = AccountEvent::LoginSet { login: Some("all".into()) };
        let drafts =
            vec![Draft::new(person_subject(all), &registered), Draft::new(Subject::new("account", all.uuid()), &login)];
        hub.record(hub.hub.ledger.system(), drafts).await;
        hub.hub.accounts.set_password(all, PASSWORD).await.expect("a password");
        let phone = Phone::enrolled(&hub, all).await;
        let (_, set) = hub.hub.accounts.sign_in("all", PASSWORD, "10.0.0.1").await.expect("signed in");
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        Self { hub, company, store, job, phone, client: Client::new(), cookie }
    }
    /// Pushes the sample's events about one record, some of them bent; the record and what of them the hub quarantines.
    async fn push(
        &mut self,
        names: &Names,
        subject: &Subject,
        v: u16,
        events: &[(String, Value)],
    ) -> Vec<(String, String)> {
        let (mut run, mut ids): (Vec<Event>, Vec<EventId>) = (Vec::new(), Vec::new());
        for (of, body) in events {
            let body = names.filled(body, subject.id(), &ids);
            let event = self.phone.write(&self.hub, &draft(subject.clone(), of, v, body));
            ids.push(event.header().id);
            run.push(event);
        }
        let receipts = self.phone.push(&run).await;
        let quarantined =
            receipts.into_iter().zip(events).filter_map(|(receipt, (of, _))| Some((of.clone(), receipt.quarantined?)));
        quarantined.collect()
    }
    /// A page in both languages, with its words.
    async fn answers(&self, path: &str, wanted: &[u16]) {
        for lang in ["en", "zh-CN"] {
            let ask = self.client.get(self.hub.url(path)).header("cookie", &self.cookie).header("accept", "text/html");
            let answer = ask.header("accept-language", lang).send().await.expect("an answer");
            let status = answer.status().as_u16();
            let body = answer.bytes().await.expect("a body");
            assert!(wanted.contains(&status), "{lang} {path}: {status} {}", String::from_utf8_lossy(&body));
        }
    }
    /// All that lists and sums.
    async fn lists_answer(&self) {
        let Store { store, quarantine, bag, plug, board, .. } = self.store;
        for path in [
            "/jobs",
            "/jobs?q=PS12",
            "/worklist",
            "/stock",
            "/figures",
            "/customers",
            "/sites",
            "/contracts",
            "/equipment",
            "/cards",
            "/places",
            "/checklists",
            "/calendars",
            "/company",
            "/centres",
            "/people",
            "/quarantine",
            "/audit",
            "/devices",
            "/search?q=a",
            "/palette?q=a",
            "/lookup?kind=site&q=a",
            "/import/export.xlsx",
        ] {
            self.answers(path, &[200]).await;
        }
        for place in [store, quarantine, bag] {
            self.answers(&format!("/stock/list?place={place}"), &[200]).await;
            self.answers(&format!("/places/{place}"), &[200]).await;
            // Nothing may ever have been there.
            for card in [plug, board] {
                self.answers(&format!("/stock/{place}/{card}"), &[200, 404]).await;
            }
        }
        for card in [plug, board] {
            self.answers(&format!("/cards/{card}"), &[200]).await;
        }
        self.answers(&format!("/jobs/{}", self.job), &[200]).await;
        for path in ["/checklists/patrol", "/calendars/2027"] {
            self.answers(path, &[200, 404]).await;
        }
    }
}

/// The page of a record.
fn page(subject: &Subject) -> Option<String> {
    let section = match subject.kind() {
        "customer" => "customers",
        "site" => "sites",
        "contract" => "contracts",
        "equipment" => "equipment",
        "card" => "cards",
        "place" => "places",
        "centre" => "centres",
        "person" => "people",
        "job" => "jobs",
        _ => return None,
    };
    Some(format!("/{section}/{}", subject.id()))
}

/// Why the hub may keep one of them apart: what it says is not among it.
const MAY_BE_QUARANTINED: [&str; 4] = ["not_allowed", "out_of_scope", "hub_only", "subject_unknown"];

#[tokio::test]
async fn facts_at_the_ends_of_their_forms_are_taken_and_every_page_about_them_answers() {
    let mut world = World::new().await;
    let names = Names::of(&world.company, &world.store, world.job);
    let (mut taken, mut quarantined) = (0, BTreeSet::new());
    for (kind, sample) in samples() {
        // Who signs in and which phones there are is not said by pushes.
        if ["account", "device"].contains(&kind.as_str()) {
            continue;
        }
        let kind = *any::KINDS.iter().find(|known| **known == kind).expect("a kind");
        let plain: Vec<(String, Value)> = sample.events.into_iter().map(|(_, of, body)| (of, body)).collect();
        let mut rows = Vec::new();
        for bend in [Bend::Most, Bend::Least, Bend::Odd, Bend::Long] {
            let bent: Vec<Option<Value>> =
                plain.iter().map(|(of, body)| names.bent(kind, of, sample.v, body, bend)).collect();
            let some = |chosen: &dyn Fn(usize) -> bool| -> Vec<(String, Value)> {
                let one = |(n, (of, body)): (usize, &(String, Value))| {
                    (of.clone(), bent[n].clone().filter(|_| chosen(n)).unwrap_or_else(|| body.clone()))
                };
                plain.iter().enumerate().map(one).collect()
            };
            if bent.iter().all(Option::is_none) {
                continue;
            }
            rows.push(some(&|_| true));
            // One alone, as the others would hide what it does.
            let alone = bend == Bend::Most || bend == Bend::Least;
            for n in (0..plain.len()).filter(|n| alone && bent[*n].is_some()) {
                rows.push(some(&|chosen| chosen == n));
            }
        }
        for (n, events) in rows.iter().enumerate() {
            let subject = match kind {
                "calendar" => calendar_subject(2027),
                "company" => company_subject(),
                _ => Subject::new(kind, world.hub.fresh()),
            };
            for (of, code) in world.push(&names, &subject, sample.v, events).await {
                assert!(MAY_BE_QUARANTINED.contains(&code.as_str()), "{kind} {of}: {code}");
                quarantined.insert((kind, of, code));
            }
            taken += events.len();
            if let Some(path) = page(&subject) {
                world.answers(&path, &[200]).await;
            }
            // Papers take longer: of the first of each.
            if n == 0 && kind == "job" {
                world.answers(&format!("/jobs/{}/report.pdf", subject.id()), &[200, 404, 409]).await;
            }
            if n == 0 && kind == "take" {
                world.answers(&format!("/takes/{}/slip.pdf", subject.id()), &[200, 404, 409]).await;
            }
        }
    }
    assert!(taken > 2_000, "{taken}");
    assert!(quarantined.len() < 40, "{quarantined:?}");
    world.lists_answer().await;
    let report = full(world.hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn very_long_texts_are_cut_in_lists_and_whole_on_their_page() {
    let mut world = World::new().await;
    let (long, lines) = ("长".repeat(80_000), "\n".repeat(100_000));
    let mut jobs = Vec::new();
    for (n, symptom) in [long.as_str(), &lines, "a\0\u{202E}b"].into_iter().enumerate() {
        let job = JobId::from(world.hub.fresh());
        let report = world.hub.report(&world.company, job, format!("BJ-Z9-{n}"));
        let body = report.body.replace("\"无图像\"", &json!(symptom).to_string());
        assert_ne!(body, report.body);
        let event = world.phone.write(&world.hub, &Draft { body, ..report });
        assert_eq!(world.phone.push(&[event]).await[0].quarantined, None);
        jobs.push(job);
    }
    world.lists_answer().await;
    let text = async |path: &str| {
        let ask = world.client.get(world.hub.url(path)).header("cookie", &world.cookie).header("accept", "text/html");
        ask.send().await.expect("an answer").text().await.expect("text")
    };
    for list in ["/jobs", "/worklist", "/search?q=BJ-Z9-0"] {
        let shown = text(list).await;
        assert!(shown.len() < 100_000 && (list != "/jobs" || shown.contains("BJ-Z9-0")), "{list}: {}", shown.len());
    }
    assert!(text(&format!("/jobs/{}", jobs[0])).await.contains(&long));
    for job in &jobs {
        world.answers(&format!("/jobs/{job}"), &[200]).await;
    }
}

/// The same out of a file: refused cell by cell or taken, and the pages about it answer.
#[tokio::test]
async fn a_file_with_numbers_and_days_at_their_ends_is_answered_cell_by_cell() {
    let world = World::new().await;
    let page =
        world.client.get(world.hub.url("/import")).header("cookie", &world.cookie).send().await.expect("an answer");
    let form = page.headers().get("set-cookie").and_then(|set| set.to_str().ok()?.split(';').next()).map(str::to_owned);
    let cookie = format!("{}; {}", world.cookie, form.expect("a form cookie"));
    let token = crate::console::tests::browser::hidden(&page.text().await.expect("text"), "token").expect("a token");
    let (most, beyond) = (i64::MAX.to_string(), "9223372036854775808");
    let days = ["262142-12-31", "+262142-12-31", "-262143-01-01", "0000-01-01", "9999-12-31", "2958466", "99999999999"];
    let mut cards =
        "number,name_zh,name_en,model,class,unit,serialised,minimum,reorder,maximum,price_minor,currency,fits,gtin\n"
            .to_owned();
    for (n, number) in [most.as_str(), beyond, "-1", "9223372036854775.807", "1e400", "NaN"].iter().enumerate() {
        writeln!(cards, "C{n},卡,Card,M,wear,m,no,{number},{number},{number},{number},CNY,,").expect("written");
    }
    let mut contracts = "number,customer,sites,services,answered_minutes,on_site_minutes,restored_minutes,inspections_a_year,starts,ends,watermark,language\n".to_owned();
    let mut equipment =
        "label,site,part_number,serial_number,name_zh,name_en,class,place,parent,warranty_end,life_end,contract\n"
            .to_owned();
    let mut stock = "place,card,serial,quantity,condition,date\n".to_owned();
    let mut sites = "code,customer,centre,name_zh,name_en,address,latitude,longitude,zone\n".to_owned();
    for (n, day) in days.iter().enumerate() {
        writeln!(
            contracts,
            "HT-{n},东城分局,和平里派出所,repair,{most};1;1;1,{beyond},4294967296,4294967295,{day},{day},no,zh-CN"
        )
        .expect("written");
        writeln!(equipment, "L{n},和平里派出所,PN,SN{n},机,Machine,camera_ptz,,,{day},{day},").expect("written");
        writeln!(stock, "branch_store,P-2001,,{most},new,{day}").expect("written");
        writeln!(stock, "branch_store,P-2001,,{beyond},new,{day}").expect("written");
        writeln!(sites, "S{n},东城分局,北京,站,Site,路,{most},{day},Asia/Shanghai").expect("written");
    }
    let files =
        [("cards", &cards), ("contracts", &contracts), ("equipment", &equipment), ("stock", &stock), ("sites", &sites)];
    let mut body = format!("--cut\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n");
    for (name, text) in files {
        body += &format!(
            "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}.csv\"\r\ncontent-type: text/csv\r\n\r\n{text}\r\n"
        );
    }
    body += "--cut--\r\n";
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let post = |path: String, kind: &str, body: String| {
        client
            .post(world.hub.url(&path))
            .header("cookie", &cookie)
            .header("accept", "text/html")
            .header("content-type", kind)
            .body(body)
            .send()
    };
    let staged = post("/import".into(), "multipart/form-data; boundary=cut", body).await.expect("an answer");
    assert_eq!(staged.status(), 303, "{:?}", staged.text().await);
    let batch = staged.headers()["location"].to_str().expect("an address").to_owned();
    for path in [batch.clone(), format!("{batch}/rows"), format!("{batch}/problems.csv")] {
        world.answers(&path, &[200]).await;
    }
    let problems = world.client.get(world.hub.url(&format!("{batch}/problems.csv"))).header("cookie", &world.cookie);
    let problems = problems.send().await.expect("an answer").text().await.expect("text");
    assert!(problems.lines().count() > 20, "{problems}");
    // What is not refused comes in.
    let command = Uuid::now_v7();
    let start = format!("token={token}&command={command}&drawn=0&partial=yes");
    let started = post(format!("{batch}/start"), "application/x-www-form-urlencoded", start).await.expect("an answer");
    assert!([303, 400].contains(&started.status().as_u16()), "{:?}", started.text().await);
    for _ in 0..500 {
        let ask =
            world.client.get(world.hub.url(&batch)).header("cookie", &world.cookie).header("accept-language", "en");
        let shown = ask.send().await.expect("an answer").text().await.expect("text");
        if shown.contains("Imported.") || started.status() == 400 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    world.lists_answer().await;
    let report = full(world.hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
