//! A hub with canaries in every text of one centre, and ten callers: what they ask, what they send, and what they read.

use crate::access::person_subject;
use crate::testing::{AN_HOUR_AGO, Company, PASSWORD, TestHub, parts};
use crate::tests::phone::Phone;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::parts::{PlaceKind, TakeEvent};
use fettle_core::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{ContractEvent, CustomerChange, CustomerEvent, PriceEvent, SiteChange, SiteEvent};
use fettle_core::domain::values::{Bilingual, Phone as Number};
use fettle_core::kernel::{Draft, Hash, PersonId, Subject};
use fettle_core::text::Lang;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

/// What is planted in every text of the first centre, and its numbers of telephones.
pub(in crate::tests) const CANARY: &str = "CANARY";
pub(in crate::tests) const NUMBERS: [&str; 2] = ["010 99887766", "139 1234 5678"];

/// The form cookie of every browser here.
const FORM: &str = "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0";

#[derive(Default)]
pub(in crate::tests) struct Caller {
    pub(super) name: &'static str,
    pub(in crate::tests) cookie: String,
    /// What the pages of this browser have in their forms.
    pub(super) token: String,
    bearer: String,
    /// Whether the first centre's records are theirs.
    pub(super) inside: bool,
}

pub(in crate::tests) struct Planted {
    pub(in crate::tests) hub: TestHub,
    pub(in crate::tests) company: Company,
    pub(in crate::tests) job: JobId,
    pub(super) photo: Hash,
    device: String,
    take: String,
    /// A contract, a machine, a contact of the site, a part and a store of the centre.
    kept: [Uuid; 5],
    pub(in crate::tests) callers: Vec<Caller>,
}

/// The number of a certificate of the colleague's.
pub(super) const LICENCE: &str = "LICENCE-77";

pub(super) fn both() -> Bilingual {
    Bilingual::same(CANARY)
}

pub(in crate::tests) async fn plant() -> Planted {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (contract, machine) = (Subject::new("contract", hub.fresh()), Subject::new("equipment", hub.fresh()));
    let person = hub.fresh();
    let number = |text: &str| Number::parse(text).expect("a number");
    let terms = json!({"customer": company.customer, "number": CANARY, "sites": [company.site], "services": [],
        "starts": "2020-01-01", "ends": "2099-01-01", "language": "both"});
    let contact =
        json!({"contact": {"id": person, "name": CANARY, "title": CANARY, "phone": NUMBERS[0], "may_sign": true}});
    let licence = json!({"skill": person, "details": {"name": CANARY, "number": LICENCE, "until": "2099-01-01"}});
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
        raw(Subject::new("skills", company.colleague.uuid()), "set", licence),
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
        // Under a mask of nothing.
        let token = "0".repeat(64) + &crate::random::digest(&format!("fettle.form.v1\0{FORM}\0{session}"));
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
pub(super) async fn take(hub: &TestHub, company: &Company, job: JobId) -> String {
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
    pub(super) fn ids(&self) -> [String; 5] {
        let (job, site) = (self.job.to_string(), self.company.site.to_string());
        [job, site, self.photo.to_string(), self.device.clone(), self.take.clone()]
    }
    pub(super) fn path(&self, pattern: &str) -> String {
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
            ("{skill}", self.kept[2].to_string()),
            ("{card}", self.kept[3].to_string()),
            ("{place}", self.kept[4].to_string()),
        ];
        ids.iter().fold(pattern.to_owned(), |path, (name, id)| path.replace(name, id))
    }
    pub(super) fn ask(&self, client: &Client, caller: &Caller, method: &str, path: &str) -> RequestBuilder {
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
    pub(super) async fn send(
        &self,
        client: &Client,
        caller: &Caller,
        path: &str,
        person: PersonId,
        command: Uuid,
    ) -> (u16, String, String) {
        let (site, person, command) = (self.company.site.to_string(), person.to_string(), command.to_string());
        let job = self.job.to_string();
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
            ("act", "judge"),
            ("jobs", &job),
            ("reason", "said so"),
            ("own_password", PASSWORD),
            ("role", "engineer"),
            ("name_zh", "陈工"),
            ("name_en", "Chen"),
            ("login", "chen"),
            ("new", "four words in a row"),
            ("again", "four words in a row"),
            ("device", &self.device),
            ("name", "高压电工证"),
            ("until", "2027-06-30"),
            ("days", "2026-10-01,off,x"),
            ("version", "1"),
            ("title_zh", "自定"),
            ("items", "id,label_zh,kind\na,b,text"),
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
        // What is done to many records of a list.
        let machine = self.kept[1].to_string();
        if path.starts_with("/bulk/") {
            fields.retain(|(name, _)| *name != "act");
            fields.extend([("act", "machine_retire"), ("records", machine.as_str())]);
        }
        self.post(client, caller, path, &fields).await
    }

    /// Sends these fields and no others, as they are.
    pub(super) async fn post(
        &self,
        client: &Client,
        caller: &Caller,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (u16, String, String) {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let ask = self.ask(client, caller, "POST", path).body(pairs.join("&"));
        self.answered(caller, path, ask.header("content-type", "application/x-www-form-urlencoded")).await
    }

    /// Sends a form with a file.
    pub(super) async fn upload(
        &self,
        client: &Client,
        caller: &Caller,
        path: &str,
        fields: &[(&str, &str)],
        (name, text): (&str, &str),
    ) -> (u16, String, String) {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body += &format!(
            "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n{text}\r\n--cut--\r\n"
        );
        let ask = self.ask(client, caller, "POST", path).body(body);
        self.answered(caller, path, ask.header("content-type", "multipart/form-data; boundary=cut")).await
    }

    async fn answered(&self, caller: &Caller, path: &str, ask: RequestBuilder) -> (u16, String, String) {
        let answer = ask.send().await.expect("an answer");
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap_or_default().to_owned());
        let (status, _, body) = read(answer).await;
        assert!(status < 500, "{path} as {}: {status}", caller.name);
        assert!(caller.inside || !body.contains(CANARY), "{path} as {}: {body}", caller.name);
        (status, location.unwrap_or_default(), body)
    }
}

/// What an answer says, as far as it comes within a moment: a live line never ends.
pub(super) async fn read(answer: reqwest::Response) -> (u16, String, String) {
    let (status, mut answer) = (answer.status().as_u16(), answer);
    let head = format!("{:?}", answer.headers());
    let mut body = Vec::new();
    while let Ok(Ok(Some(piece))) = tokio::time::timeout(Duration::from_millis(300), answer.chunk()).await {
        body.extend_from_slice(&piece);
    }
    (status, head, String::from_utf8_lossy(&body).into_owned())
}
