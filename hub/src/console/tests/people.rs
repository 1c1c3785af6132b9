//! People: entered, changed, and gone in one act; and what an open desk alone cannot do.

use super::browser::{Browser, hidden};
use crate::access::person_subject;
use crate::sql;
use crate::testing::{Company, PASSWORD, TestHub};
use crate::tests::phone::Phone;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::people::{Device, Person, PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId};
use fettle_core::text::Lang;

const OWN: (&str, &str) = ("own_password", PASSWORD);

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

async fn person(hub: &TestHub, id: PersonId) -> Person {
    hub.hub.ledger.get::<Person>(id.uuid()).await.expect("read").expect("there").state
}

/// The one act that ends everything: the open page, the live line, the phone, the code, the link; and coming back revives none of it.
#[tokio::test]
async fn who_leaves_is_out_everywhere_in_one_act_and_comes_back_with_nothing_of_it() {
    let (hub, company) = hub().await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut engineer = Browser::of(&hub, "engineer").await;
    assert_eq!(engineer.get("/jobs").await.status, 200);
    let code = hub.code(company.engineer).await;
    let (link, _) = hub.hub.accounts.password_link_once(company.engineer, hub.fresh()).await.expect("a link");
    let cookies: Vec<String> = engineer.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let line = reqwest::Client::new().get(hub.url("/live?about=@999999999")).header("cookie", cookies.join("; "));
    let mut line = line.send().await.expect("a line");
    assert_eq!(line.status(), 200);

    let mut admin = Browser::of(&hub, "admin").await;
    let path = format!("/people/{}", company.engineer);
    let page = admin.get(&path).await;
    assert!(page.body.contains(&phone.short), "the phones stand on the page: {}", page.body);
    let leave = format!("{path}/deactivate");
    let refused = admin.post(&leave, &[("reason", "moved away"), ("own_password", "wrong")]).await;
    assert_eq!(refused.status, 422);
    assert!(person(&hub, company.engineer).await.active && engineer.get("/jobs").await.status == 200);
    let done = admin.post(&leave, &[("reason", "moved away"), OWN]).await;
    assert_eq!((done.status, done.location), (303, format!("{path}?done=1")));

    assert!(!person(&hub, company.engineer).await.active);
    assert_eq!(engineer.get("/jobs").await.status, 303, "signed out");
    let rest = async { while let Ok(Some(_)) = line.chunk().await {} };
    tokio::time::timeout(std::time::Duration::from_secs(30), rest).await.expect("the live line has ended");
    let device = hub.hub.ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("there").state;
    assert_eq!(device.revoked.expect("revoked").reason, "moved away");
    let note = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "late".into() }));
    assert_eq!(phone.push(&[note]).await[0].quarantined.as_deref(), Some("device_revoked"), "kept apart, not lost");
    assert!(hub.hub.accounts.person_of_link(&link.secret).await.is_err());
    assert_eq!(
        hub.hub.accounts.sign_in("engineer", PASSWORD, "10.0.0.9").await.err().map(|f| f.code),
        Some("wrong_password")
    );

    let back = admin.post(&format!("{path}/reactivate"), &[OWN]).await;
    assert_eq!(back.status, 303);
    assert!(person(&hub, company.engineer).await.active);
    assert_eq!(engineer.get("/jobs").await.status, 303, "the old session stays over");
    let device = hub.hub.ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("there").state;
    assert!(device.revoked.is_some());
    let other = Phone::unknown(&hub, company.engineer);
    let asked = crate::tests::phone::request(&other.key, other.recorder.device, &code);
    let refused = hub.hub.accounts.enrol(&asked, "10.0.0.9").await.expect_err("the code of before");
    assert_eq!(refused.code, "code_unknown");
    hub.hub.accounts.sign_in("engineer", PASSWORD, "10.0.0.8").await.expect("signs in anew");
}

/// The same by an administrator's phone or an import: the record decides, not the page.
#[tokio::test]
async fn a_login_that_is_renamed_or_taken_away_ends_its_sessions() {
    let (hub, company) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    let path = format!("/people/{}/login", company.desk);
    admin.get("/people").await;
    for (login, then) in [("empfang", "empfang"), ("", "")] {
        let current = hub.hub.accounts.logins_of(&[company.desk]).await.expect("read").remove(&company.desk);
        let mut desk = Browser::of(&hub, &current.expect("a login")).await;
        assert_eq!(desk.get("/jobs").await.status, 200);
        assert_eq!(admin.post(&path, &[("login", login), OWN]).await.status, 303);
        assert_eq!(desk.get("/jobs").await.status, 303, "{login}");
        let kept = hub.hub.accounts.logins_of(&[company.desk]).await.expect("read").remove(&company.desk);
        assert_eq!(kept.unwrap_or_default(), then);
    }
    // Somebody else's, and such as nobody can type.
    for bad in ["manager", " x", "a b", "z\u{200B}hou"] {
        let refused = admin.post(&path, &[("login", bad), OWN]).await;
        assert_eq!(refused.status, 422, "{bad}");
    }
    // Pushed by a phone of an administrator, such a login is kept apart.
    let mut phone = Phone::enrolled(&hub, company.admin).await;
    let subject = fettle_core::kernel::Subject::new("account", company.desk.uuid());
    let set = fettle_core::domain::people::AccountEvent::LoginSet { login: Some("zhou\u{200B}".into()) };
    let event = phone.write(&hub, &Draft::new(subject, &set));
    assert_eq!(phone.push(&[event]).await[0].quarantined.as_deref(), Some("login_invalid"));
}

#[tokio::test]
async fn a_person_is_entered_changed_and_sets_the_password_by_a_link_once() {
    let (hub, company) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    assert_eq!(admin.get("/people/new").await.status, 200);
    let centre = company.centre.to_string();
    let new =
        [("name_zh", "周明远"), ("role", "engineer"), ("role", "desk"), ("centre", &centre), ("login", "zhou"), OWN];
    let refused = admin.post("/people/new", &[("name_zh", "周明远"), ("login", "zhou"), OWN]).await;
    assert_eq!(refused.status, 422, "no role");
    assert!(refused.body.contains("周明远"), "what was typed stays");
    let done = admin.post("/people/new", &new).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let id: PersonId = done.location["/people/".len()..][..36].parse().expect("an id");
    let entered = person(&hub, id).await;
    assert_eq!((entered.name.en.as_str(), entered.centre), ("周明远", Some(company.centre)));
    assert!(entered.roles.has(Role::Engineer) && entered.roles.has(Role::Desk));
    assert_eq!(admin.post("/people/new", &new).await.status, 422, "the login is taken");
    assert!(admin.get("/people").await.body.contains("zhou"));

    // The link: shown once, good once, worth nothing once another one is made.
    let path = format!("/people/{id}");
    admin.get(&path).await;
    let links: Vec<String> = [
        admin.post(&format!("{path}/link"), &[OWN]).await.body,
        admin.post(&format!("{path}/link"), &[OWN]).await.body,
    ]
    .iter()
    .map(|body| {
        let shown = body.split("class=\"secret\"><code>").nth(1).expect("a link").split('<').next().expect("an end");
        shown[shown.find("/password/").expect("a path")..].to_owned()
    })
    .collect();
    let mut zhou = Browser::new(&hub);
    assert_eq!(zhou.get(&links[0]).await.status, 404, "the newer one counts");
    assert_eq!(zhou.get(&links[1]).await.status, 200);
    let set = [("new", "four words in a row"), ("again", "four words in a row")];
    assert_eq!(zhou.post(&links[1], &[("new", "12345678"), ("again", "12345678")]).await.status, 400);
    assert_eq!(zhou.post(&links[1], &set).await.status, 303);
    assert_eq!(zhou.post(&links[1], &set).await.status, 404, "used up");
    hub.hub.accounts.sign_in("zhou", "four words in a row", "10.0.0.3").await.expect("signed in");
    // Nobody but administrators is let in here.
    for login in ["manager", "desk"] {
        let mut other = Browser::of(&hub, login).await;
        for path in ["/people", "/people/new", &path] {
            assert_eq!(other.get(path).await.status, 403, "{login} {path}");
        }
        assert_eq!(other.post(&format!("{path}/roles"), &[("role", "administrator"), OWN]).await.status, 403);
    }
    // Head office is written too, and the last administrator stays one.
    assert_eq!(admin.post(&format!("{path}/centre"), &[("centre", "")]).await.status, 303);
    assert_eq!(person(&hub, id).await.centre, None);
    let own = format!("/people/{}", company.admin);
    assert_eq!(admin.post(&format!("{own}/roles"), &[("role", "desk"), OWN]).await.status, 422);
    assert_eq!(admin.post(&format!("{own}/deactivate"), &[("reason", "x"), OWN]).await.status, 422);
}

#[tokio::test]
async fn the_list_of_people_comes_in_pages() {
    let (hub, _) = hub().await;
    let mut drafts = Vec::new();
    for n in 0..120 {
        let id = PersonId::new(hub.fresh());
        let registered = fettle_core::domain::people::PersonEvent::Registered {
            name: fettle_core::domain::values::Bilingual::same(format!("Person {n:03}.")),
            roles: [Role::Engineer].into(),
            centre: None,
            language: fettle_core::text::Lang::En,
        };
        drafts.push(Draft::new(crate::access::person_subject(id), &registered));
    }
    hub.record(hub.hub.ledger.system(), drafts).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let (mut path, mut seen, mut pages) = ("/people".to_owned(), String::new(), 0);
    loop {
        let body = admin.get(&path).await.body;
        assert!(body.matches("<tr>").count() <= 51);
        seen.push_str(&body);
        pages += 1;
        match body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(pages, 3);
    for n in 0..120 {
        assert_eq!(seen.matches(&format!("Person {n:03}.")).count(), 1, "{n}");
    }
    assert_eq!(admin.get("/people?after=nobody").await.status, 400);
}

/// Ten seconds at an unlocked desk: no code, no revocation, no password without the own password; and the person is told of a phone that
/// somebody else enrolled, ends it, and the timeline says whose phone it was.
#[tokio::test]
async fn a_phone_that_somebody_else_enrolled_is_told_marked_and_ended_by_its_person() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut manager = Browser::of(&hub, "manager").await;
    manager.get("/devices").await;
    let engineer = company.engineer.to_string();
    let without = manager.post("/devices/enrol", &[("person", &engineer), ("own_password", "")]).await;
    assert!(without.status == 422 && !without.body.contains("class=\"secret\""), "{}", without.status);
    let shown = manager.post("/devices/enrol", &[("person", &engineer), OWN]).await.body;
    let code = shown.split("class=\"secret\"><code>").nth(1).expect("a code").split('<').next().expect("an end");
    let mut phone = Phone::enrolled_by(&hub, company.engineer, code).await;
    let note = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "not mine".into() }));
    assert_eq!(phone.push(&[note]).await[0].quarantined, None);

    let mut desk = Browser::of(&hub, "desk").await;
    let marked = desk.get(&format!("/jobs/{job}")).await.body;
    assert!(marked.contains("from a phone that 王经理 enrolled"), "{marked}");
    let mut own = Browser::of(&hub, "engineer").await;
    let told = own.get("/jobs").await.body;
    assert!(told.contains("A phone was enrolled in your name") && told.contains(&phone.short), "{told}");
    let account = own.get("/account").await.body;
    assert!(account.contains("by 王经理") && account.contains("It is mine"));
    let device = phone.recorder.device.to_string();
    // Known: told no more. Nobody else can say so.
    desk.get("/account").await;
    desk.post("/account/known", &[("device", &device)]).await;
    assert!(own.get("/jobs").await.body.contains("A phone was enrolled"));
    assert_eq!(own.post("/account/known", &[("device", &device)]).await.status, 303);
    assert!(!own.get("/jobs").await.body.contains("A phone was enrolled"));
    own.get("/account").await;
    assert_eq!(own.post("/account/phone", &[("device", &device), ("own_password", "wrong")]).await.status, 422);
    assert_eq!(desk.post("/account/phone", &[("device", &device), OWN]).await.status, 404, "another's");
    let end = [("device", device.as_str()), OWN];
    let command = hub.fresh().to_string();
    for _ in 0..2 {
        assert_eq!(own.post_as(&command, "/account/phone", &end).await.status, 303);
    }
    let state = hub.hub.ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("there");
    assert!(state.state.revoked.is_some() && state.count == 2, "once: {}", state.count);
    assert!(phone.hello().await.revoked);
    // A phone whose code the hub's own machine made is nobody else's.
    let own_code = Phone::enrolled(&hub, company.colleague).await;
    let device = hub.hub.ledger.get::<Device>(own_code.recorder.device.uuid()).await.expect("read").expect("there");
    assert_eq!(device.state.enrolled_by_other(), None);
    assert!(hidden(&own.get("/account").await.body, "session").is_none(), "one session, and it is this one");
}

/// No digest of a form is one to guess a password at.
#[tokio::test]
async fn the_own_password_is_in_no_digest_of_a_form() {
    let (hub, company) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    let path = format!("/people/{}/roles", company.desk);
    admin.get("/people").await;
    let command = hub.fresh().to_string();
    assert_eq!(admin.post_as(&command, &path, &[("role", "desk"), OWN]).await.status, 303);
    let digest: String = sql::query_scalar("SELECT digest FROM command WHERE id = $1")
        .bind(&command)
        .fetch_one(hub.hub.db().read())
        .await
        .expect("remembered");
    let said = [("role".to_owned(), "desk".to_owned())];
    let expected = crate::random::digest(&serde_json::to_string(&(&path, said)).expect("json"));
    assert_eq!(digest, expected);
}

/// A centre's manager makes codes for phones, and sees for whom and how long ago they came in; administrators, the people of other centres and what
/// makes a phone a phone are not among it, and no form about people takes anything from a manager.
#[tokio::test]
async fn a_manager_reaches_the_phones_of_the_centre_and_no_administrator() {
    let (hub, company) = hub().await;
    let chief = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("Chief"),
        roles: Roles::from([Role::Administrator]),
        centre: Some(company.centre),
        language: Lang::En,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(person_subject(chief), &registered)]).await;
    let code = hub.code(chief).await;
    let phones = [
        Phone::enrolled(&hub, company.engineer).await,
        Phone::enrolled_by(&hub, chief, &code).await,
        Phone::enrolled(&hub, company.stranger).await,
    ];
    let mut manager = Browser::of(&hub, "manager").await;
    let form = manager.get("/devices/enrol").await;
    assert_eq!(form.status, 200);
    let offered = |person: PersonId| form.body.contains(&format!("<option value=\"{person}\""));
    let page = manager.get("/devices").await;
    assert!(offered(company.engineer) && offered(company.desk));
    assert!(![chief, company.admin, company.stranger].into_iter().any(offered));
    assert!(page.body.contains(&phones[0].short) && !page.body.contains(&phones[2].short));
    for phone in &phones {
        for secret in [&phone.token, &phone.key.public(), &crate::random::digest(&phone.token)] {
            assert!(!page.body.contains(secret.as_str()));
        }
    }
    assert!(!page.body.contains(&code));
    let before = hub.hub.ledger.newest();
    let person = chief.to_string();
    assert_eq!(manager.post("/devices/enrol", &[("person", &person), OWN]).await.status, 403);
    for act in
        ["name", "roles", "centre", "login", "phone-number", "phone", "password", "link", "sessions", "deactivate"]
    {
        for of in [chief, company.engineer, company.manager] {
            let fields =
                [("reason", "x"), ("role", "administrator"), ("login", "x"), ("new", "four words in a row"), OWN];
            let answer = manager.post(&format!("/people/{of}/{act}"), &fields).await;
            assert_eq!(answer.status, 403, "{act}");
        }
    }
    assert_eq!(hub.hub.ledger.newest(), before, "nothing of it is on record");
}
