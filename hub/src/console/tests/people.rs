//! People: entered, changed, and gone in one act; and what an open desk alone cannot do.

use super::browser::{Browser, hidden};
use super::kept::{points, state, wrong};
use crate::access::person_subject;
use crate::sql;
use crate::testing::{Company, PASSWORD, TestHub};
use crate::tests::phone::Phone;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::people::{Account, AccountEvent, Device, Person, PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId, Subject};
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
    hub.assign(&company, job, vec![company.colleague]).await;
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
    // Pushed by a phone of an administrator, such a login is quarantined.
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
        // A manager knows who works there, and changes none of it.
        let known = if login == "manager" { 200 } else { 403 };
        let change = format!("{path}/change");
        for (path, status) in [("/people", known), ("/people/new", 403), (&path, known), (&change, 403)] {
            assert_eq!(other.get(path).await.status, status, "{login} {path}");
        }
        assert_eq!(other.post(&format!("{path}/roles"), &[("role", "administrator"), OWN]).await.status, 403);
    }
    // Head office is written too, and the last administrator stays one.
    admin.get(&format!("{path}/change")).await;
    assert_eq!(admin.post(&format!("{path}/change"), &[("centre", "")]).await.status, 303);
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
        assert_eq!(seen.matches(&format!("<span>Person {n:03}.")).count(), 1, "{n}");
    }
}

#[tokio::test]
async fn people_are_found_by_words_role_and_centre_and_the_list_goes_out_as_a_file() {
    let (hub, company) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get("/people").await;
    let leave = format!("/people/{}/deactivate", company.colleague);
    assert_eq!(admin.post(&leave, &[("reason", "moved away"), OWN]).await.status, 303);
    let (here, other) = (company.centre, company.other_centre);
    let all = [company.engineer, company.desk, company.manager, company.stranger, company.admin];
    for (query, wanted) in [
        ("?role=engineer".to_owned(), vec![company.engineer, company.stranger]),
        (format!("?role=engineer&centre={here}"), vec![company.engineer]),
        (format!("?centre={other}"), vec![company.stranger]),
        ("?centre=head-office".to_owned(), vec![company.admin]),
        ("?role=desk&q=%E6%9D%8E".to_owned(), vec![company.desk]),
        (format!("?ended=only&centre={here}"), vec![company.colleague]),
    ] {
        let list = admin.get(&format!("/people{query}")).await;
        assert_eq!(list.status, 200, "{query}");
        for person in all.iter().chain([&company.colleague]) {
            let stands = list.body.contains(&format!("href=\"/people/{person}\""));
            assert_eq!(stands, wanted.contains(person), "{query}: {person}");
        }
    }
    for bad in ["role=boss", "centre=nowhere", "ended=maybe"] {
        assert_eq!(admin.get(&format!("/people?{bad}")).await.status, 400, "{bad}");
    }
    // The hub itself is nobody to look after.
    let page = admin.get("/people?ended=all").await.body;
    assert!(!page.contains(&format!("/people/{}\"", hub.hub.ledger.system())), "{page}");
    assert!(page.contains("Engineer") && page.contains("Head office") && page.contains("Chinese"), "{page}");
    let file = admin.get("/people?role=manager&as=csv").await;
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(
        lines[0].trim_start_matches('\u{FEFF}'),
        "Name,Login name,Roles,Centre,Skills and certificates,Language,Last changed,Status"
    );
    assert!(lines.len() == 2 && lines[1].contains(",manager,Manager,"), "{lines:?}");
    let narrow = admin.get("/people?role=manager&column=people-roles&as=csv").await;
    assert_eq!(narrow.body.lines().next().map(|line| line.trim_start_matches('\u{FEFF}')), Some("Name,Roles"));
    let mut desk = Browser::of(&hub, "desk").await;
    assert_eq!(desk.get("/people?as=csv").await.status, 403, "nor as a file");
}

/// Somebody more who looks after people.
async fn second_administrator(hub: &TestHub) {
    let id = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("Second"),
        roles: Roles::from([Role::Administrator]),
        centre: None,
        language: Lang::En,
    };
    let login = AccountEvent::LoginSet { login: Some("second".into()) };
    let drafts =
        vec![Draft::new(person_subject(id), &registered), Draft::new(Subject::new("account", id.uuid()), &login)];
    hub.record(hub.hub.ledger.system(), drafts).await;
    hub.hub.accounts.set_password(id, PASSWORD).await.expect("a password");
}

#[tokio::test]
async fn two_who_change_different_fields_of_a_person_both_win_and_one_field_waits_on_the_worklist() {
    let (hub, company) = hub().await;
    second_administrator(&hub).await;
    let path = format!("/people/{}/change", company.engineer);
    let (mut admin, mut second) = (Browser::of(&hub, "admin").await, Browser::of(&hub, "second").await);
    let centre = company.centre.to_string();
    // Each form brings every field back; only what was changed on it counts.
    let begun = person(&hub, company.engineer).await.name;
    let shown = [
        ("name_zh", begun.zh.as_str()),
        ("name_en", begun.en.as_str()),
        ("centre", centre.as_str()),
        ("language", "zh-CN"),
        ("phone", ""),
    ];
    let with = |name: &'static str, value: &'static str| {
        shown.map(|field| if field.0 == name { (name, value) } else { field })
    };
    admin.get(&path).await;
    second.get(&path).await;
    assert_eq!(admin.post(&path, &with("language", "en")).await.status, 303);
    assert_eq!(second.post(&path, &with("phone", "010-5551234")).await.status, 303);
    let now = person(&hub, company.engineer).await;
    assert_eq!((now.language, now.centre, &now.name), (Lang::En, Some(company.centre), &begun));
    let account: Account = state(&hub, company.engineer.uuid()).await;
    assert_eq!(account.phone.map(|phone| phone.to_string()).as_deref(), Some("010-5551234"));
    assert!(points(&hub, company.engineer).await.is_empty());

    // The same field, and a refusal in between: the form shown again was still drawn from the old page.
    assert_eq!(admin.post(&path, &with("name_en", "Zhang One")).await.status, 303);
    let refused = second.post(&path, &[("name_en", "Zhang Two"), ("phone", "call me")]).await;
    assert_eq!(wrong(&refused), "“call me” is not a phone number.");
    assert!(refused.body.contains("value=\"Zhang Two\""), "what was typed stays");
    let again = [("name_zh", begun.zh.as_str()), ("name_en", "Zhang Two"), ("phone", "")];
    assert_eq!(second.post(&path, &again).await.status, 303);
    assert_eq!(points(&hub, company.engineer).await, ["kept/person.name"]);
    let list = second.get("/worklist").await;
    assert!(
        list.body.contains("Name: two people entered different values") && list.body.contains("Zhang One"),
        "{}",
        list.body
    );
    assert!(list.body.contains(&format!("href=\"/people/{}\"", company.engineer)), "{}", list.body);
    let first = list.body.split("name=\"chosen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let subject = person_subject(company.engineer).to_string();
    let choose = [("subject", subject.as_str()), ("point", "kept/person.name"), ("chosen", first.expect("a value"))];
    assert_eq!(second.post("/worklist", &choose).await.status, 303);
    assert!(points(&hub, company.engineer).await.is_empty());

    // Roles by two: the second one had not seen the first.
    let roles = format!("/people/{}/roles", company.engineer);
    admin.get(&roles).await;
    second.get(&roles).await;
    assert_eq!(admin.post(&roles, &[("role", "engineer"), ("role", "desk"), OWN]).await.status, 303);
    assert_eq!(second.post(&roles, &[("role", "maintainer"), OWN]).await.status, 303);
    assert_eq!(points(&hub, company.engineer).await, ["kept/person.roles"]);

    let page = admin.get(&format!("/people/{}", company.engineer)).await.body;
    for told in ["One of two values chosen", "Zhang One", "<del>Chinese</del> → <ins>English</ins>", "Phone number set"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(page.contains("Engineer, Service desk") || page.contains("Service desk, Engineer"), "{page}");
}

#[tokio::test]
async fn what_the_forms_about_a_person_refuse_stands_beside_its_field() {
    let (hub, company) = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    let path = format!("/people/{}", company.desk);
    let before = hub.hub.ledger.newest();
    let none: &[(&str, &str)] = &[];
    for (act, fields, said) in [
        ("change", &[("name_zh", ""), ("name_en", "")][..], "Please give a name."),
        ("change", &[("centre", "x")][..], "This choice does not exist. Reload the page and choose again."),
        ("roles", &[OWN][..], "Please choose at least one role."),
        ("roles", &[("role", "desk")][..], "Your own password is wrong. Nothing was changed."),
        ("login", &[("login", "manager"), OWN][..], "The login name manager is taken."),
        (
            "login",
            &[("login", "a b"), OWN][..],
            "A login name has 2 to 40 letters, digits, dots, dashes or underscores.",
        ),
        (
            "password",
            &[("new", "four words in a row"), ("again", "others"), OWN][..],
            "The two new passwords are not the same.",
        ),
        ("deactivate", &[("reason", ""), OWN][..], "Please give a reason."),
        ("link", none, "Your own password is wrong. Nothing was changed."),
    ] {
        let page = admin.get(&format!("{path}/{act}")).await;
        assert_eq!(page.status, 200, "{act}");
        let refused = admin.post(&format!("{path}/{act}"), fields).await;
        assert_eq!(wrong(&refused), said, "{act}");
        assert!(!refused.body.contains(PASSWORD), "{act}: no password comes back");
    }
    for typed in [&[("name_zh", "周"), ("role", "desk"), ("login", "manager"), OWN][..], &[("role", "desk"), OWN][..]]
    {
        admin.get("/people/new").await;
        let said = wrong(&admin.post("/people/new", typed).await);
        assert!(["The login name manager is taken.", "Please give a name."].contains(&said.as_str()), "{said}");
    }
    assert_eq!(hub.hub.ledger.newest(), before, "nothing of it is on record");
    assert_eq!(admin.get(&format!("{path}/unheard-of")).await.status, 404);
    let closed = hub.fresh().to_string();
    assert_eq!(admin.get(&format!("/people/{closed}")).await.status, 404);
    let nowhere = [("name_zh", "周"), ("role", "desk"), ("centre", closed.as_str()), OWN];
    assert_eq!(wrong(&admin.post("/people/new", &nowhere).await), "This centre is not open.");
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
    assert_eq!(admin.post_as(&command, &path, &[("role", "engineer"), OWN]).await.status, 303);
    let digest: String = sql::query_scalar("SELECT digest FROM command WHERE id = $1")
        .bind(&command)
        .fetch_one(hub.hub.db().read())
        .await
        .expect("remembered");
    let said = [("role".to_owned(), "engineer".to_owned())];
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
    for (person, status) in
        [(company.engineer, 200), (company.desk, 200), (company.admin, 404), (company.stranger, 404)]
    {
        manager.get("/devices/enrol").await;
        let answer = manager.post("/devices/enrol", &[("person", &person.to_string()), OWN]).await;
        assert_eq!(answer.status, status, "{person}");
    }
    let page = manager.get("/devices").await;
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
    for act in ["change", "roles", "login", "phone", "password", "link", "sessions", "deactivate", "reactivate"] {
        for of in [chief, company.engineer, company.manager] {
            let fields =
                [("reason", "x"), ("role", "administrator"), ("login", "x"), ("new", "four words in a row"), OWN];
            let answer = manager.post(&format!("/people/{of}/{act}"), &fields).await;
            assert_eq!(answer.status, 403, "{act}");
        }
    }
    assert_eq!(hub.hub.ledger.newest(), before, "nothing of it is on record");
}
