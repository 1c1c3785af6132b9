//! Every route as everyone: who gets which status stands in `walk.txt`, read by a person whenever it changes; nobody of another centre, no
//! revoked phone and no stranger ever reads a word of what was planted here. A route that is not in the table fails the test.

use super::phone::Phone;
use crate::access::person_subject;
use crate::testing::{AN_HOUR_AGO, Company, PASSWORD, TestHub, parts};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::parts::{PlaceKind, TakeEvent};
use fettle_core::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{ContractEvent, CustomerChange, CustomerEvent, PriceEvent, SiteChange, SiteEvent};
use fettle_core::domain::values::{Bilingual, Phone as Number};
use fettle_core::kernel::{Draft, Hash, PersonId, Subject};
use fettle_core::text::Lang;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;
use uuid::Uuid;

/// Every route: its first argument in the source, a path of it, its methods.
const ROUTES: &[(&str, &str, &[&str])] = &[
    ("\"/\"", "/", &["GET"]),
    ("\"/healthz\"", "/healthz", &["GET"]),
    ("\"/login\"", "/login", &["GET", "POST"]),
    ("\"/logout\"", "/logout", &["POST"]),
    ("\"/account\"", "/account", &["GET"]),
    ("\"/account/password\"", "/account/password", &["POST"]),
    ("\"/account/sign-out\"", "/account/sign-out", &["POST"]),
    ("\"/account/session\"", "/account/session", &["POST"]),
    ("\"/account/known\"", "/account/known", &["POST"]),
    ("\"/account/phone\"", "/account/phone", &["POST"]),
    ("\"/people\"", "/people", &["GET"]),
    ("\"/people/new\"", "/people/new", &["GET", "POST"]),
    ("\"/people/{id}\"", "/people/{person}", &["GET"]),
    ("\"/people/{id}/{act}\"", "/people/{person}/name", &["POST"]),
    ("\"/password/{secret}\"", "/password/{hash}", &["GET", "POST"]),
    ("\"/centres\"", "/centres", &["GET"]),
    ("\"/centres/new\"", "/centres/new", &["GET", "POST"]),
    ("\"/centres/{id}\"", "/centres/{centre}", &["GET"]),
    ("\"/centres/{id}/change\"", "/centres/{centre}/change", &["GET", "POST"]),
    ("\"/centres/{id}/close\"", "/centres/{centre}/close", &["GET", "POST"]),
    ("\"/centres/{id}/reopen\"", "/centres/{centre}/reopen", &["POST"]),
    ("\"/customers\"", "/customers", &["GET"]),
    ("\"/customers/new\"", "/customers/new", &["GET", "POST"]),
    ("\"/customers/{id}\"", "/customers/{customer}", &["GET"]),
    ("\"/customers/{id}/change\"", "/customers/{customer}/change", &["GET", "POST"]),
    ("\"/customers/{id}/end\"", "/customers/{customer}/end", &["GET", "POST"]),
    ("\"/customers/{id}/back\"", "/customers/{customer}/back", &["POST"]),
    ("\"/sites\"", "/sites", &["GET"]),
    ("\"/sites/new\"", "/sites/new", &["GET", "POST"]),
    ("\"/sites/{id}\"", "/sites/{site}", &["GET"]),
    ("\"/sites/{id}/change\"", "/sites/{site}/change", &["GET", "POST"]),
    ("\"/sites/{id}/close\"", "/sites/{site}/close", &["GET", "POST"]),
    ("\"/sites/{id}/reopen\"", "/sites/{site}/reopen", &["POST"]),
    ("\"/sites/{id}/contacts/new\"", "/sites/{site}/contacts/new", &["GET", "POST"]),
    ("\"/sites/{id}/contacts/{contact}\"", "/sites/{site}/contacts/{contact}", &["GET", "POST"]),
    ("\"/sites/{id}/contacts/{contact}/remove\"", "/sites/{site}/contacts/{contact}/remove", &["POST"]),
    ("\"/contracts\"", "/contracts", &["GET"]),
    ("\"/contracts/new\"", "/contracts/new", &["GET", "POST"]),
    ("\"/contracts/{id}\"", "/contracts/{contract}", &["GET"]),
    ("\"/contracts/{id}/change\"", "/contracts/{contract}/change", &["GET", "POST"]),
    ("\"/contracts/{id}/end\"", "/contracts/{contract}/end", &["GET", "POST"]),
    ("\"/contracts/{id}/price\"", "/contracts/{contract}/price", &["GET", "POST"]),
    ("\"/equipment\"", "/equipment", &["GET"]),
    ("\"/equipment/new\"", "/equipment/new", &["GET", "POST"]),
    ("\"/equipment/{id}\"", "/equipment/{machine}", &["GET"]),
    ("\"/equipment/{id}/change\"", "/equipment/{machine}/change", &["GET", "POST"]),
    ("\"/equipment/{id}/retire\"", "/equipment/{machine}/retire", &["GET", "POST"]),
    ("\"/equipment/{id}/reinstate\"", "/equipment/{machine}/reinstate", &["POST"]),
    ("\"/equipment/{id}/bind\"", "/equipment/{machine}/bind", &["POST"]),
    ("\"/equipment/{id}/unbind\"", "/equipment/{machine}/unbind", &["POST"]),
    ("\"/import\"", "/import", &["GET", "POST"]),
    ("\"/import/template.xlsx\"", "/import/template.xlsx", &["GET"]),
    ("\"/import/export.xlsx\"", "/import/export.xlsx", &["GET"]),
    ("\"/import/{id}\"", "/import/{job}", &["GET"]),
    ("\"/import/{id}/problems.csv\"", "/import/{job}/problems.csv", &["GET"]),
    ("\"/import/{id}/start\"", "/import/{job}/start", &["POST"]),
    ("\"/import/{id}/drop\"", "/import/{job}/drop", &["POST"]),
    ("\"/import/{id}/rows\"", "/import/{job}/rows", &["GET", "POST"]),
    ("\"/import/{id}/headings\"", "/import/{job}/headings", &["POST"]),
    ("\"/import/forget\"", "/import/forget", &["POST"]),
    ("\"/import/{id}/undo\"", "/import/{job}/undo", &["POST"]),
    ("\"/import/{id}/undo/look\"", "/import/{job}/undo/look", &["POST"]),
    ("\"/company\"", "/company", &["GET"]),
    ("\"/company/change\"", "/company/change", &["GET", "POST"]),
    ("\"/checklists\"", "/checklists", &["GET"]),
    ("\"/checklists/new\"", "/checklists/new", &["GET"]),
    ("\"/checklists/import\"", "/checklists/import", &["POST"]),
    ("\"/checklists/publish\"", "/checklists/publish", &["POST"]),
    ("\"/checklists/{code}\"", "/checklists/cctv", &["GET"]),
    ("\"/checklists/{code}/new\"", "/checklists/cctv/new", &["GET"]),
    ("\"/checklists/{code}/csv\"", "/checklists/cctv/csv", &["GET"]),
    ("\"/checklists/{code}/xlsx\"", "/checklists/cctv/xlsx", &["GET"]),
    ("\"/calendars\"", "/calendars", &["GET"]),
    ("\"/calendars/import\"", "/calendars/import", &["GET", "POST"]),
    ("\"/calendars/{year}\"", "/calendars/2026", &["GET"]),
    ("\"/calendars/{year}/publish\"", "/calendars/2026/publish", &["POST"]),
    ("\"/calendars/{year}/days.csv\"", "/calendars/2026/days.csv", &["GET"]),
    ("\"/audit\"", "/audit", &["GET"]),
    ("\"/language\"", "/language", &["POST"]),
    ("\"/assets/{name}\"", "/assets/style.css", &["GET"]),
    ("\"/live\"", "/live?about=job/{job}@0", &["GET"]),
    ("\"/jobs\"", "/jobs", &["GET"]),
    ("\"/jobs/new\"", "/jobs/new?site={site}", &["GET", "POST"]),
    ("\"/jobs/{id}\"", "/jobs/{job}", &["GET"]),
    ("\"/jobs/{id}/report.pdf\"", "/jobs/{job}/report.pdf", &["GET"]),
    ("\"/jobs/{id}/{act}\"", "/jobs/{job}/cancel", &["POST"]),
    ("\"/takes/{id}/slip.pdf\"", "/takes/{take}/slip.pdf", &["GET"]),
    ("\"/takes/{id}/{act}\"", "/takes/{take}/approve", &["POST"]),
    ("\"/views/new\"", "/views/new?of=/jobs", &["GET", "POST"]),
    ("\"/views/{id}/remove\"", "/views/{job}/remove", &["POST"]),
    ("\"/palette\"", "/palette?q=CANARY", &["GET"]),
    ("\"/search\"", "/search?q=CAN", &["GET"]),
    ("\"/lookup\"", "/lookup?kind=site&q=CAN", &["GET"]),
    ("\"/worklist\"", "/worklist", &["GET", "POST"]),
    ("\"/stock\"", "/stock", &["GET"]),
    ("\"/stock/list\"", "/stock/list?place={place}", &["GET"]),
    ("\"/stock/receive\"", "/stock/receive", &["GET", "POST"]),
    ("\"/cards\"", "/cards", &["GET"]),
    ("\"/cards/new\"", "/cards/new", &["GET", "POST"]),
    ("\"/cards/{id}\"", "/cards/{card}", &["GET"]),
    ("\"/cards/{id}/change\"", "/cards/{card}/change", &["GET", "POST"]),
    ("\"/cards/{id}/end\"", "/cards/{card}/end", &["GET", "POST"]),
    ("\"/cards/{id}/back\"", "/cards/{card}/back", &["POST"]),
    ("\"/cards/{id}/bind\"", "/cards/{card}/bind", &["POST"]),
    ("\"/cards/{id}/unbind\"", "/cards/{card}/unbind", &["POST"]),
    ("\"/places\"", "/places", &["GET"]),
    ("\"/places/new\"", "/places/new", &["GET", "POST"]),
    ("\"/places/{id}\"", "/places/{place}", &["GET"]),
    ("\"/places/{id}/change\"", "/places/{place}/change", &["GET", "POST"]),
    ("\"/places/{id}/close\"", "/places/{place}/close", &["GET", "POST"]),
    ("\"/places/{id}/reopen\"", "/places/{place}/reopen", &["POST"]),
    ("\"/stock/{place}/{card}\"", "/stock/{job}/{job}", &["GET"]),
    ("\"/devices\"", "/devices", &["GET"]),
    ("\"/devices/enrol\"", "/devices/enrol", &["POST"]),
    ("\"/devices/{id}/revoke\"", "/devices/{device}/revoke", &["POST"]),
    ("\"/quarantine\"", "/quarantine", &["GET"]),
    ("\"/quarantine/{id}/release\"", "/quarantine/{job}/release", &["POST"]),
    ("\"/quarantine/device/{id}/release\"", "/quarantine/device/{device}/release", &["POST"]),
    ("\"/figures\"", "/figures", &["GET"]),
    ("\"/verify/{hash}\"", "/verify/{hash}", &["GET"]),
    ("paths::ENROL", "/sync/v1/enrol", &["POST"]),
    ("paths::HELLO", "/sync/v1/hello", &["POST"]),
    ("paths::PUSH", "/sync/v1/push", &["POST"]),
    ("paths::PULL", "/sync/v1/pull", &["POST"]),
    ("paths::FILED", "/sync/v1/filed", &["POST"]),
    ("paths::RETURN", "/sync/v1/return", &["POST"]),
    ("paths::LIVE", "/sync/v1/live", &["GET"]),
    ("paths::SUCCEED", "/sync/v1/succeed", &["POST"]),
    ("paths::RESCUE", "/sync/v1/rescue", &["POST"]),
    ("paths::UPLOADS", "/sync/v1/uploads", &["POST", "OPTIONS"]),
    ("&format!(\"{}/{{id}}\"", "/sync/v1/uploads/{job}", &["HEAD", "PATCH", "DELETE"]),
    ("&format!(\"{}/{{hash}}\"", "/sync/v1/blobs/{hash}", &["GET"]),
];

/// What is planted in every text of the first centre, and its numbers of telephones.
pub(super) const CANARY: &str = "CANARY";
pub(super) const NUMBERS: [&str; 2] = ["010 99887766", "139 1234 5678"];

/// The first arguments of all `.route(` in the hub's sources.
fn routes_in_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("sources").flatten() {
            let path = entry.path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                for rest in text.split(".route(").skip(1) {
                    found.insert(rest.split(',').next().unwrap_or_default().trim().to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn no_route_is_missing_from_the_table() {
    let table: BTreeSet<String> = ROUTES.iter().map(|(source, ..)| (*source).to_owned()).collect();
    assert_eq!(table, routes_in_sources());
}

/// The form cookie of every browser here.
const FORM: &str = "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0";

#[derive(Default)]
pub(super) struct Caller {
    name: &'static str,
    pub(super) cookie: String,
    /// What the pages of this browser have in their forms.
    token: String,
    bearer: String,
    /// Whether the first centre's records are theirs.
    inside: bool,
}

pub(super) struct Planted {
    pub(super) hub: TestHub,
    pub(super) company: Company,
    pub(super) job: JobId,
    photo: Hash,
    device: String,
    take: String,
    /// A contract, a machine, a contact of the site, a part and a store of the centre.
    kept: [Uuid; 5],
    pub(super) callers: Vec<Caller>,
}

fn both() -> Bilingual {
    Bilingual::same(CANARY)
}

pub(super) async fn plant() -> Planted {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (contract, machine) = (Subject::new("contract", hub.fresh()), Subject::new("equipment", hub.fresh()));
    let person = hub.fresh();
    let number = |text: &str| Number::parse(text).expect("a number");
    let terms = json!({"customer": company.customer, "number": CANARY, "sites": [company.site], "services": [],
        "starts": "2020-01-01", "ends": "2099-01-01", "language": "both"});
    let contact =
        json!({"contact": {"id": person, "name": CANARY, "title": CANARY, "phone": NUMBERS[0], "may_sign": true}});
    let details = json!({"details": {"site": company.site, "pn": CANARY, "sn": CANARY, "name": both(), "class": CANARY,
        "place": CANARY}});
    let agreed = ContractEvent::Agreed { terms: serde_json::from_value(terms).expect("terms") };
    let price = PriceEvent::Set {
        value: serde_json::from_value(json!({"minor": 987_654_321, "currency": "CNY"})).expect("money"),
        payment: CANARY.into(),
    };
    let raw = |subject: Subject, kind: &str, body: serde_json::Value| Draft {
        subject,
        kind: kind.into(),
        version: 1,
        body: body.to_string(),
        blobs: Vec::new(),
    };
    let drafts = vec![
        Draft::new(
            company.customer.into(),
            &CustomerEvent::Changed {
                change: CustomerChange {
                    name: Some(both()),
                    industry: Some(CANARY.into()),
                    ..CustomerChange::default()
                },
            },
        ),
        Draft::new(
            company.site.into(),
            &SiteEvent::Changed {
                change: SiteChange { name: Some(both()), address: Some(CANARY.into()), ..SiteChange::default() },
            },
        ),
        raw(company.site.into(), "contact_set", contact),
        Draft::new(contract.clone(), &agreed),
        raw(machine.clone(), "registered", details),
        Draft::new(Subject::new("contract_price", contract.id()), &price),
        Draft::new(
            Subject::new("account", company.engineer.uuid()),
            &AccountEvent::PhoneSet { phone: Some(number(NUMBERS[1])) },
        ),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let bytes = format!("{CANARY} photo").into_bytes();
    let info = hub.hub.blobs.put(bytes, "image/jpeg").await.expect("kept");
    let blob = json!({"hash": info.hash, "size": info.size, "type": "image/jpeg"});
    let photo = json!({"photo": {"blob": blob, "caption": CANARY, "taken_at": "2026-03-01T09:00:00Z"}});
    let photo = raw(job.into(), "photo_added", photo).with_blobs([serde_json::from_value(blob).expect("a blob")]);
    let noted = Draft::new(job.into(), &JobEvent::Noted { text: CANARY.into() });
    hub.record(company.engineer, vec![noted, photo]).await;

    // The other centre's whole office in one person, so that it is scope and not role that refuses.
    let other = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("Other"),
        roles: Roles::from([Role::Desk, Role::Manager, Role::StockKeeper, Role::Engineer]),
        centre: Some(company.other_centre),
        language: Lang::En,
    };
    let login = AccountEvent::LoginSet { login: Some("other".into()) };
    let drafts =
        vec![Draft::new(person_subject(other), &registered), Draft::new(Subject::new("account", other.uuid()), &login)];
    hub.record(hub.hub.ledger.system(), drafts).await;
    hub.hub.accounts.set_password(other, PASSWORD).await.expect("a password");

    let (own, stranger) =
        (Phone::enrolled(&hub, company.engineer).await, Phone::enrolled(&hub, company.stranger).await);
    let revoked = Phone::enrolled(&hub, company.colleague).await;
    hub.hub.accounts.revoke(company.admin, revoked.recorder.device, "lost").await.expect("revoked");
    let phone = |name, phone: &Phone, inside| Caller { name, bearer: phone.token.clone(), inside, ..Caller::default() };
    let mut callers = vec![
        Caller { name: "nobody", ..Caller::default() },
        phone("revoked-phone", &revoked, false),
        phone("other-phone", &stranger, false),
        phone("own-phone", &own, true),
    ];
    for (name, inside) in
        [("other", false), ("engineer", true), ("desk", true), ("keeper", true), ("manager", true), ("admin", true)]
    {
        let (_, set) = hub.hub.accounts.sign_in(name, PASSWORD, "10.0.0.1").await.expect("signed in");
        let session = set.split([';', '=']).nth(1).unwrap_or_default();
        let token = crate::random::digest(&format!("fettle.form.v1\0{FORM}\0{session}"));
        let cookie = format!("fettle_session={session}; fettle_form={FORM}");
        callers.push(Caller { name, cookie, token, inside, ..Caller::default() });
    }
    let device = own.recorder.device.to_string();
    let take = take(&hub, &company, job).await;
    let (card, place) = (hub.fresh(), hub.fresh());
    let store = parts::opened(place.into(), PlaceKind::BranchStore, company.centre, None);
    let drafts = vec![parts::registered(card.into(), parts::card("P-1", false)), store];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let kept = [contract.id(), machine.id(), person, card, place];
    Planted { hub, company, job, photo: info.hash, device, take, kept, callers }
}

/// A slip of the engineer's that waits for approval.
async fn take(hub: &TestHub, company: &Company, job: JobId) -> String {
    let subject = Subject::new("take", hub.fresh());
    let requested = TakeEvent::Requested {
        number: CANARY.into(),
        taker: company.engineer,
        bag: hub.fresh().into(),
        from: hub.fresh().into(),
        centre: Some(company.centre),
        job: Some(job),
        lines: Vec::new(),
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(subject.clone(), &requested)]).await;
    subject.id().to_string()
}

impl Planted {
    /// Ids that nobody outside has to know.
    fn ids(&self) -> [String; 5] {
        let (job, site) = (self.job.to_string(), self.company.site.to_string());
        [job, site, self.photo.to_string(), self.device.clone(), self.take.clone()]
    }
    fn path(&self, pattern: &str) -> String {
        let ids = [
            ("{job}", self.job.to_string()),
            ("{site}", self.company.site.to_string()),
            ("{device}", self.device.clone()),
            ("{take}", self.take.clone()),
            ("{hash}", self.photo.to_string()),
            ("{person}", self.company.colleague.to_string()),
            ("{centre}", self.company.centre.to_string()),
            ("{customer}", self.company.customer.to_string()),
            ("{contract}", self.kept[0].to_string()),
            ("{machine}", self.kept[1].to_string()),
            ("{contact}", self.kept[2].to_string()),
            ("{card}", self.kept[3].to_string()),
            ("{place}", self.kept[4].to_string()),
        ];
        ids.iter().fold(pattern.to_owned(), |path, (name, id)| path.replace(name, id))
    }
    fn ask(&self, client: &Client, caller: &Caller, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().expect("a method");
        let mut ask = client.request(method, self.hub.url(path)).header("accept-language", "en");
        if !caller.cookie.is_empty() {
            ask = ask.header("cookie", &caller.cookie);
        }
        if !caller.bearer.is_empty() {
            ask = ask.bearer_auth(&caller.bearer);
        }
        ask
    }
}

impl Planted {
    /// Sends a form as its page sends it, under a command's id. Status, address to go to, page.
    async fn send(
        &self,
        client: &Client,
        caller: &Caller,
        path: &str,
        person: PersonId,
        command: Uuid,
    ) -> (u16, String, String) {
        let (site, person, command) = (self.company.site.to_string(), person.to_string(), command.to_string());
        let fields = [
            ("token", caller.token.as_str()),
            ("command", &command),
            ("drawn", "0"),
            ("site", &site),
            ("symptom", "no picture"),
            ("caller", "Liu"),
            ("phone", "010-12345678"),
            ("kind", "repair"),
            ("channel", "phone"),
            ("at", &AN_HOUR_AGO),
            ("person", &person),
            ("to", &person),
            ("class", "hardware"),
            ("level", "2"),
            ("reason", "said so"),
            ("own_password", PASSWORD),
            ("role", "engineer"),
            ("name_zh", "陈工"),
            ("name_en", "Chen"),
            ("login", "chen"),
            ("new", "four words in a row"),
            ("again", "four words in a row"),
            ("device", &self.device),
            ("days", "2026-10-01,off,x"),
            ("version", "1"),
            ("title_zh", "自定"),
            ("items", "id,label_zh,kind%0Aa,b,text"),
        ];
        let (card, place) = (self.kept[3].to_string(), self.kept[4].to_string());
        // Forms about parts have fields of the same names that say something else.
        let of_parts = [
            ("kind", "bag"),
            ("class", "wear"),
            ("unit", "pcs"),
            ("number", "P-77"),
            ("code", "C-77"),
            ("card", &card),
            ("place", &place),
            ("quantity", "1"),
        ];
        let about_parts = ["/cards", "/places", "/stock"].iter().any(|section| path.starts_with(section));
        let mut fields = fields.to_vec();
        if about_parts {
            fields.retain(|(name, _)| !of_parts.iter().any(|(own, _)| own == name));
            fields.extend(of_parts);
        }
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
        let ask = self.ask(client, caller, "POST", path).body(pairs.join("&"));
        let ask = ask.header("content-type", "application/x-www-form-urlencoded");
        let answer = ask.send().await.expect("an answer");
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap_or_default().to_owned());
        let (status, _, body) = read(answer).await;
        assert!(status < 500, "{path} as {}: {status}", caller.name);
        assert!(caller.inside || !body.contains(CANARY), "{path} as {}: {body}", caller.name);
        (status, location.unwrap_or_default(), body)
    }
}

/// What an answer says, as far as it comes within a moment: a live line never ends.
async fn read(answer: reqwest::Response) -> (u16, String, String) {
    let (status, mut answer) = (answer.status().as_u16(), answer);
    let head = format!("{:?}", answer.headers());
    let mut body = Vec::new();
    while let Ok(Ok(Some(piece))) = tokio::time::timeout(Duration::from_millis(300), answer.chunk()).await {
        body.extend_from_slice(&piece);
    }
    (status, head, String::from_utf8_lossy(&body).into_owned())
}

/// Answers of pages hold no script or style of their own.
fn is_clean(path: &str, head: &str, body: &str) {
    assert!(head.contains("nosniff"), "{path}: {head}");
    if !head.contains("text/html") {
        return;
    }
    assert!(head.contains("frame-ancestors 'none'") && !head.contains("unsafe-inline"), "{path}: {head}");
    assert!(head.contains("same-origin") && head.contains("no-store"), "{path}: {head}");
    for inline in ["<script>", "<style", " style=\"", " onclick=\"", " onchange=\"", "javascript:"] {
        assert!(!body.contains(inline), "{path}: {inline}");
    }
}

#[tokio::test]
async fn every_route_answers_everyone_as_it_should_and_strangers_nothing() {
    let planted = plant().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let names: Vec<&str> = planted.callers.iter().map(|caller| caller.name).collect();
    let mut table = format!("# {}\n", names.join(" "));
    let mut seen_inside = 0;
    for (_, pattern, methods) in ROUTES {
        let path = planted.path(pattern);
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            // Who may GET may HEAD.
            let known = methods.contains(&method) || (method == "HEAD" && methods.contains(&"GET"));
            if !known {
                let (status, ..) =
                    read(planted.ask(&client, &planted.callers[9], method, &path).send().await.expect("an answer"))
                        .await;
                assert_eq!(status, 405, "{method} {path} is not in the table");
                continue;
            }
            if method == "HEAD" && methods.contains(&"GET") {
                continue;
            }
            write!(table, "{method} {pattern}").expect("written");
            for caller in &planted.callers {
                // Signing everyone out is another test's.
                let (status, head, body) =
                    read(planted.ask(&client, caller, method, &path).send().await.expect("an answer")).await;
                write!(table, " {status}").expect("written");
                is_clean(&path, &head, &body);
                assert!(status < 500, "{method} {path} as {}: {status}", caller.name);
                let told = body.contains(CANARY) || NUMBERS.iter().any(|number| body.contains(number));
                if caller.inside {
                    seen_inside += u32::from(told);
                } else {
                    assert!(!told, "{method} {path} as {}: {body}", caller.name);
                    for id in planted.ids() {
                        assert!(path.contains(&id) || !body.contains(&id), "{method} {path} as {}: {id}", caller.name);
                    }
                }
            }
            table.push('\n');
        }
    }
    assert!(seen_inside > 10, "what is planted is seen by those whose it is: {seen_inside}");
    compare("walk.txt", &table);
}

fn compare(name: &str, table: &str) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests").join(name);
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(&file, table).expect("written");
    } else {
        assert_eq!(table, expected, "look at the difference; INSTA_UPDATE=always takes it over");
    }
}

/// Forms of the own session: nobody else's records change by them. They have tests of their own.
const OWN: &[&str] = &[
    "/login",
    "/logout",
    "/language",
    "/account/password",
    "/account/sign-out",
    "/account/session",
    "/account/known",
    "/account/phone",
    "/password/{hash}",
];

/// Forms that change records, sent as their pages send them.
const FORMS: &[&str] = &[
    "/jobs/new",
    "/jobs/{job}/judge",
    "/jobs/{job}/assign",
    "/jobs/{job}/visit",
    "/jobs/{job}/call",
    "/jobs/{job}/close",
    "/jobs/{job}/cancel",
    "/jobs/{job}/flag",
    "/jobs/{job}/conflict",
    "/jobs/{job}/remote",
    "/jobs/{job}/repeat",
    "/jobs/{job}/unheard-of",
    "/worklist",
    "/takes/{take}/approve",
    "/takes/{take}/reject",
    "/takes/{take}/issue",
    "/devices/enrol",
    "/devices/{device}/revoke",
    "/quarantine/{job}/release",
    "/quarantine/device/{device}/release",
    "/centres/new",
    "/centres/{centre}/change",
    "/centres/{centre}/close",
    "/centres/{centre}/reopen",
    "/customers/new",
    "/customers/{customer}/change",
    "/customers/{customer}/end",
    "/customers/{customer}/back",
    "/sites/new",
    "/sites/{site}/change",
    "/sites/{site}/close",
    "/sites/{site}/reopen",
    "/sites/{site}/contacts/new",
    "/sites/{site}/contacts/{contact}",
    "/sites/{site}/contacts/{contact}/remove",
    "/contracts/new",
    "/contracts/{contract}/change",
    "/contracts/{contract}/end",
    "/contracts/{contract}/price",
    "/equipment/new",
    "/equipment/{machine}/change",
    "/equipment/{machine}/retire",
    "/equipment/{machine}/reinstate",
    "/equipment/{machine}/bind",
    "/equipment/{machine}/unbind",
    "/stock/receive",
    "/cards/new",
    "/cards/{card}/change",
    "/cards/{card}/end",
    "/cards/{card}/back",
    "/cards/{card}/bind",
    "/cards/{card}/unbind",
    "/places/new",
    "/places/{place}/change",
    "/places/{place}/close",
    "/places/{place}/reopen",
    "/views/new",
    "/views/{job}/remove",
    "/company/change",
    "/checklists/import",
    "/checklists/publish",
    "/calendars/import",
    "/calendars/2026/publish",
    "/import",
    "/import/{job}/start",
    "/import/{job}/drop",
    "/import/{job}/rows",
    "/import/{job}/headings",
    "/import/forget",
    "/import/{job}/undo",
    "/import/{job}/undo/look",
    "/people/new",
    "/people/{person}/name",
    "/people/{person}/roles",
    "/people/{person}/centre",
    "/people/{person}/login",
    "/people/{person}/phone-number",
    "/people/{person}/phone",
    "/people/{person}/password",
    "/people/{person}/link",
    "/people/{person}/sessions",
    "/people/{person}/deactivate",
    "/people/{person}/reactivate",
    "/people/{person}/unheard-of",
];

#[tokio::test]
async fn every_form_does_what_the_role_may() {
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let send = async |caller: &Caller, path: &str, person: PersonId| {
        planted.send(&client, caller, path, person, Uuid::now_v7()).await.0
    };
    let signed_in: Vec<&Caller> = planted.callers.iter().filter(|caller| !caller.cookie.is_empty()).collect();
    let names: Vec<&str> = signed_in.iter().map(|caller| caller.name).collect();
    let mut table = format!("# {}\n", names.join(" "));
    for form in FORMS {
        write!(table, "{form}").expect("written");
        for caller in &signed_in {
            // A take for each: what one has approved nobody else can.
            let take = take(hub, company, planted.job).await;
            let path = planted.path(&form.replace("{take}", &take));
            write!(table, " {}", send(caller, &path, company.engineer).await).expect("written");
        }
        table.push('\n');
    }
    compare("forms.txt", &table);

    // Nobody becomes an administrator by a code for one.
    let chief = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: both(),
        roles: Roles::from([Role::Administrator]),
        centre: Some(company.centre),
        language: Lang::En,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(person_subject(chief), &registered)]).await;
    for (name, status) in [("manager", 403), ("admin", 200)] {
        let caller = signed_in.iter().find(|caller| caller.name == name).expect("somebody");
        assert_eq!(send(caller, "/devices/enrol", chief).await, status, "{name}");
    }
}

/// The table of forms comes from the routes: a new form fails this test until it stands in the table, and so in the test below.
#[test]
fn no_form_is_missing_from_the_table() {
    for (source, pattern, methods) in ROUTES {
        if !source.starts_with("\"/") || !methods.contains(&"POST") {
            continue;
        }
        let path = pattern.split('?').next().unwrap_or_default();
        let known = FORMS.contains(&path) || OWN.contains(&path);
        assert!(known, "{path} is a form and stands in no table");
    }
}

#[tokio::test]
async fn every_form_sent_twice_is_done_once_and_answered_alike() {
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let mut done = BTreeSet::new();
    for form in FORMS {
        for caller in planted.callers.iter().filter(|caller| !caller.cookie.is_empty()) {
            let take = take(hub, company, planted.job).await;
            let path = planted.path(&form.replace("{take}", &take));
            let before = hub.hub.ledger.newest();
            let command = Uuid::now_v7();
            // A double click: both are on their way at once.
            let (first, second) = tokio::join!(
                planted.send(&client, caller, &path, company.engineer, command),
                planted.send(&client, caller, &path, company.engineer, command)
            );
            assert_eq!((first.0, &first.1), (second.0, &second.1), "{form} as {}", caller.name);
            let once = hub.hub.ledger.newest();
            let third = planted.send(&client, caller, &path, company.engineer, command).await;
            assert_eq!((first.0, &first.1), (third.0, &third.1), "{form} as {}: later", caller.name);
            assert_eq!(hub.hub.ledger.newest(), once, "{form} as {}: something was recorded again", caller.name);
            if once > before {
                done.insert(*form);
                let most = match *form {
                    "/people/new" => 3,
                    "/jobs/new" => 2,
                    _ => 1,
                };
                assert!(once - before <= most, "{form} as {}: {} events", caller.name, once - before);
            }
            // What is shown in the place of a form is shown alike: the same code for a phone.
            if first.0 == 200 {
                let code = |body: &str| body.split("class=\"secret\"").nth(1).map(|rest| rest[..40].to_owned());
                assert!(code(&first.2).is_some() && code(&first.2) == code(&second.2), "{form}: {}", first.2);
            }
        }
    }
    for form in ["/jobs/new", "/jobs/{job}/judge", "/jobs/{job}/assign", "/jobs/{job}/cancel", "/takes/{take}/approve"]
    {
        assert!(done.contains(form), "{form} did something at all: {done:?}");
    }
}

#[tokio::test]
async fn streams_and_files_of_another_centre_are_not_given() {
    let planted = plant().await;
    let (hub, company) = (&planted.hub, &planted.company);
    let stranger = Phone::enrolled(hub, company.stranger).await;
    let own = Phone::enrolled(hub, company.engineer).await;
    let told = |entries: &[fettle_core::sync::protocol::Entry]| {
        let text = serde_json::to_string(entries).expect("json");
        text.contains(CANARY) || NUMBERS.iter().any(|number| text.contains(number))
    };
    assert!(told(&own.pull().await) && !told(&stranger.pull().await));
    let epoch = stranger.hello().await.epoch;
    for stream in [format!("centre/{}", company.centre), format!("person/{}", company.engineer)] {
        let asked = json!({ "epoch": epoch, "cursors": { stream: 0 }, "limit": 10 });
        assert_eq!(stranger.post("/sync/v1/pull").json(&asked).send().await.expect("an answer").status(), 403);
    }
    let path = format!("/sync/v1/blobs/{}", planted.photo);
    assert_eq!(stranger.ask(Method::GET, &path).send().await.expect("an answer").status(), 404);
    assert_eq!(own.ask(Method::GET, &path).send().await.expect("an answer").status(), 200);
    // What only the phones of prices' people may know reaches no phone at all.
    let everything = serde_json::to_string(&own.pull().await).expect("json");
    assert!(!everything.contains("987654321"), "a price");
}

#[tokio::test]
async fn forms_need_their_token_bodies_have_an_end_and_paths_stay_inside() {
    let planted = plant().await;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let admin = &planted.callers[9];
    let huge = vec![b'a'; 17 * 1024 * 1024];
    for (source, pattern, methods) in ROUTES {
        let path = planted.path(pattern);
        for method in methods.iter().filter(|method| ["POST", "PATCH"].contains(method)) {
            if source.starts_with("\"/") {
                let form = planted
                    .ask(&client, admin, method, &path)
                    .header("content-type", "application/x-www-form-urlencoded");
                let status = form.body("reason=x&person=x").send().await.expect("an answer").status();
                assert_eq!(status, 403, "{path} without a page's token");
            }
            let caller = if source.starts_with("\"/") { admin } else { &planted.callers[3] };
            // The hub may hang up before all of it is sent.
            if let Ok(answer) = planted.ask(&client, caller, method, &path).body(huge.clone()).send().await {
                assert!(answer.status().is_client_error(), "{method} {path}: {}", answer.status());
            }
        }
    }
    let secret = std::fs::read_to_string(planted.hub.data().join("keys/hub.key")).expect("a key");
    for path in [
        "/keys/hub.key",
        "/assets/..%2f..%2fkeys%2fhub.key",
        "/assets/%2e%2e%2fkeys%2fhub.key",
        "/sync/v1/blobs/..%2f..%2fkeys%2fhub.key",
        "/sync/v1/blobs/parts",
        "/sync/v1/uploads/..%2f..%2fkeys%2fhub.key",
        "/verify/..%2f..%2fkeys%2fhub.key",
        "/hub.db",
        "/lock",
    ] {
        for caller in [&planted.callers[3], admin] {
            let (status, _, body) =
                read(planted.ask(&client, caller, "GET", path).send().await.expect("an answer")).await;
            assert!((400..500).contains(&status), "{path}: {status}");
            assert!(!body.contains(secret.trim()), "{path}");
        }
    }
    for next in ["//evil.example", "/\\evil.example", "/%09/evil.example", "https://evil.example", "/%0d%0aX: y"] {
        let (status, head, _) =
            read(planted.ask(&client, admin, "GET", &format!("/login?next={next}")).send().await.expect("an answer"))
                .await;
        assert_eq!(status, 303);
        assert!(head.contains("\"location\": \"/\""), "{next}: {head}");
    }
}
