//! Nobody sees or does what is not theirs: not signed in, another centre's, another role's, without a page's token.

use super::browser::Browser;
use crate::testing::{Company, PASSWORD, TestHub};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId};
use fettle_core::text::Lang;

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

#[tokio::test]
async fn who_is_not_signed_in_is_asked_to() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut nobody = Browser::new(&hub);
    for path in
        ["/jobs", "/jobs/new", &format!("/jobs/{job}"), "/stock", "/figures", "/devices", "/quarantine", "/live"]
    {
        let answer = nobody.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.location.starts_with("/login?next="), "{path}: {}", answer.location);
    }
    let refused = nobody.post(&format!("/jobs/{job}/cancel"), &[("reason", "x")]).await;
    assert_eq!(refused.status, 403, "no token either");
    nobody.get("/login").await;
    assert_eq!(nobody.post(&format!("/jobs/{job}/cancel"), &[("reason", "x")]).await.status, 401);
}

#[tokio::test]
async fn another_centre_sees_nothing() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    // A desk and manager of the other centre, so that it is scope and not role that refuses.
    let person = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("Other"),
        roles: Roles::from([Role::Desk, Role::Manager]),
        centre: Some(company.other_centre),
        language: Lang::En,
    };
    let login = fettle_core::domain::people::AccountEvent::LoginSet { login: Some("other".into()) };
    let drafts = vec![
        Draft::new(crate::access::person_subject(person), &registered),
        Draft::new(fettle_core::kernel::Subject::new("account", person.uuid()), &login),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    hub.hub.accounts.set_password(person, PASSWORD).await.expect("a password");
    for login in ["other", "stranger"] {
        let mut browser = Browser::of(&hub, login).await;
        let list = browser.get("/jobs").await;
        assert_eq!(list.status, 200);
        assert!(!list.body.contains(&job.to_string()), "{login}: the list shows it");
        for path in [format!("/jobs/{job}"), format!("/jobs/new?site={}", company.site)] {
            let answer = browser.get(&path).await;
            assert!(matches!(answer.status, 403 | 404), "{login} {path}: {}", answer.status);
            assert!(!answer.body.contains("无图像"));
        }
        let act = browser.post(&format!("/jobs/{job}/cancel"), &[("reason", "mine now")]).await;
        assert_eq!(act.status, 404, "{login}");
    }
    let state = hub.hub.ledger.get::<fettle_core::domain::jobs::Job>(job.uuid()).await.expect("read").expect("there");
    assert!(state.state.is_open());
    let mut own = Browser::of(&hub, "desk").await;
    assert!(own.get("/jobs").await.body.contains(&job.to_string()));
}

#[tokio::test]
async fn devices_and_quarantine_are_for_who_looks_after_them() {
    let (hub, company) = hub().await;
    for (login, status) in [("desk", 403), ("engineer", 403), ("keeper", 403), ("manager", 200), ("admin", 200)] {
        let mut browser = Browser::of(&hub, login).await;
        for path in ["/devices", "/quarantine"] {
            assert_eq!(browser.get(path).await.status, status, "{login} {path}");
        }
        let enrol = browser
            .post("/devices/enrol", &[("person", &company.engineer.to_string()), ("own_password", PASSWORD)])
            .await;
        assert_eq!(enrol.status, status, "{login}");
        assert_eq!(enrol.body.contains("fettle:enrol?u="), status == 200, "{login}");
    }
    // A manager enrols the own centre's people only.
    let mut manager = Browser::of(&hub, "manager").await;
    // Nobody is found by name whom the code would be refused for.
    let form = manager.get("/devices/enrol").await;
    assert!(form.status == 200 && form.body.contains("data-find=\"person\""), "{}", form.body);
    for name in ["管理员", "周工"] {
        let refused = manager.post("/devices/enrol", &[("person", name), ("own_password", PASSWORD)]).await;
        assert!(refused.status == 422 && refused.body.contains("Nothing answers"), "{name}: {}", refused.body);
        assert!(refused.body.contains(&format!("value=\"{name}\"")), "what was typed stays: {}", refused.body);
    }
    let named = manager.post("/devices/enrol", &[("person", "张工"), ("own_password", PASSWORD)]).await;
    assert!(named.status == 200 && named.body.contains("fettle:enrol?u="), "{}", named.body);
    assert_eq!(
        manager
            .post("/devices/enrol", &[("person", &company.stranger.to_string()), ("own_password", PASSWORD)])
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_form_needs_the_token_of_a_page() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let path = format!("/jobs/{job}/cancel");
    let fields = [("reason", "no longer needed")];
    assert_eq!(desk.bare(&path, &fields).await.status, 403, "no token");
    assert_eq!(desk.bare(&path, &[("token", &"0".repeat(64)), fields[0]]).await.status, 403, "a made-up token");
    desk.get(&format!("/jobs/{job}")).await;
    desk.forget_form_cookie();
    assert_eq!(desk.post(&path, &fields).await.status, 403, "another browser's token");
    for path in ["/login", "/logout", "/language", "/jobs/new", "/devices/enrol"] {
        assert_eq!(desk.bare(path, &[]).await.status, 403, "{path}");
    }
    let state = hub.hub.ledger.get::<fettle_core::domain::jobs::Job>(job.uuid()).await.expect("read").expect("there");
    assert!(state.state.is_open(), "nothing was changed");
    desk.get(&format!("/jobs/{job}")).await;
    assert_eq!(desk.post(&path, &fields).await.status, 303);
}
