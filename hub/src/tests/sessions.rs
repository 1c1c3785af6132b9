//! Sessions: both their ends, what a password change does to them, cookies under TLS, and tries that a restart does not forgive.

use crate::audit::Action;
use crate::front::Front;
use crate::testing::{PASSWORD, TestHub};
use axum::http::{HeaderMap, HeaderValue, header};
use fettle_core::domain::people::PersonEvent;
use fettle_core::kernel::Draft;

const ADDRESS: &str = "203.0.113.9";
const HOUR: u64 = 60 * 60 * 1000;

fn cookie(set: &str) -> HeaderMap {
    let pair = set.split(';').next().unwrap_or_default();
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(pair).expect("a header"))])
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_when_the_day_is_over() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let here = async |headers: &HeaderMap| accounts.session(headers).await.expect("read").is_some();
    let sign_in = async || cookie(&accounts.sign_in("manager", PASSWORD, ADDRESS).await.expect("signed in").1);
    let used = sign_in().await;
    for _ in 0..11 {
        hub.advance(HOUR);
        assert!(here(&used).await);
    }
    hub.advance(HOUR);
    assert!(!here(&used).await, "twelve hours are the end, used or not");
    let left = sign_in().await;
    hub.advance(HOUR);
    assert!(accounts.session_unused(&left).await.expect("read").is_some());
    let mut by_itself = left.clone();
    by_itself.insert("x-fettle-by-itself", axum::http::HeaderValue::from_static("yes"));
    assert!(here(&by_itself).await, "nor does one that shows news in place");
    hub.advance(HOUR);
    assert!(!here(&left).await, "a page that only listens keeps nobody signed in");
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let (first, second) = (
        cookie(&accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signed in").1),
        cookie(&accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signed in").1),
    );
    let code = async |old: &str, new: &str| {
        accounts.change_password(company.desk, hub.fresh(), (old, new), ADDRESS).await.map_err(|f| f.code)
    };
    assert_eq!(code("wrong", "another horse").await, Err("wrong_password"));
    assert_eq!(code(PASSWORD, "short").await, Err("password_too_short"));
    assert_eq!(code(PASSWORD, &"long".repeat(300)).await, Err("password_too_long"));
    for weak in ["12345678", "        ", "Password1"] {
        assert_eq!(code(PASSWORD, weak).await, Err("password_common"), "{weak}");
    }
    assert_eq!(code(PASSWORD, PASSWORD).await, Err("password_same"));
    assert!(accounts.session(&first).await.expect("read").is_some(), "nothing was changed yet");
    let fresh = cookie(&code(PASSWORD, "another horse").await.expect("changed"));
    for old in [&first, &second] {
        assert!(accounts.session(old).await.expect("read").is_none());
    }
    assert!(accounts.session(&fresh).await.expect("read").is_some());
    accounts.sign_out_everywhere(company.desk).await.expect("out");
    assert!(accounts.session(&fresh).await.expect("read").is_none());
    for _ in 0..5 {
        assert_eq!(code("guess", "another horse").await, Err("wrong_password"));
    }
    assert_eq!(code("another horse", "third horse").await, Err("too_many_tries"), "an open browser is no oracle");
}

#[tokio::test]
async fn tries_outlast_a_restart_and_count_when_they_come_at_once() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let hub = std::sync::Arc::clone(&hub.hub);
            tokio::spawn(async move { hub.accounts.sign_in("keeper", "wrong", ADDRESS).await.err().map(|f| f.code) })
        })
        .collect();
    let mut wrong = 0;
    for outcome in tries {
        wrong += u32::from(outcome.await.expect("an end") == Some("wrong_password"));
    }
    assert_eq!(wrong, 5, "the others were not even tried");
    let lines = hub.hub.accounts.audit.lines(None, 100).await.expect("read");
    let refused = lines.iter().filter(|line| line.outcome == "too_many_tries").count();
    assert_eq!(refused, 1, "one line says it for all");
    let hub = hub.restart().await;
    let accounts = &hub.hub.accounts;
    let code = async |address: &str| accounts.sign_in("keeper", PASSWORD, address).await.err().map(|fault| fault.code);
    assert_eq!(code(ADDRESS).await, Some("too_many_tries"));
    assert_eq!(code("198.51.100.1").await, None, "nobody is kept out by a stranger's tries");
}

#[tokio::test]
async fn under_tls_cookies_belong_to_it() {
    let hub = TestHub::start_with(Front { behind_proxy: true, ..Front::default() }).await;
    hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let (_, set) = accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signed in");
    assert!(set.starts_with("__Host-fettle_session="), "{set}");
    for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(set.split("; ").any(|one| one == part), "{part}: {set}");
    }
    assert!(accounts.session(&cookie(&set)).await.expect("read").is_some());
    let planted = set.replacen("__Host-", "", 1);
    assert!(accounts.session(&cookie(&planted)).await.expect("read").is_none(), "one that a neighbour could plant");
    let answer = reqwest::Client::new().get(hub.url("/login")).send().await.expect("an answer");
    let form = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(form.starts_with("__Host-fettle_form=") && form.ends_with("; Secure"), "{form}");
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
}

#[tokio::test]
async fn who_came_and_went_stands_in_the_audit() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let last = accounts.audit.lines(None, 1).await.expect("read")[0].id;
    accounts.sign_in("nobody", "my-password-in-the-wrong-field", ADDRESS).await.expect_err("unknown");
    accounts.sign_in("desk", "wrong", ADDRESS).await.expect_err("wrong");
    let (_, set) = accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signed in");
    accounts.sign_out(&cookie(&set)).await.expect("out");
    let mut lines = accounts.audit.lines(None, 100).await.expect("read");
    lines.retain(|line| line.id > last);
    lines.reverse();
    let seen: Vec<_> = lines.iter().map(|l| (l.action.as_str(), l.outcome.as_str(), l.by, l.about)).collect();
    let (sign_in, sign_out) = (Action::SignIn.code(), Action::SignOut.code());
    let expected = [
        (sign_in, "wrong_password", None, None),
        (sign_in, "wrong_password", None, Some(company.desk.uuid())),
        (sign_in, "done", Some(company.desk), None),
        (sign_out, "done", Some(company.desk), None),
    ];
    assert_eq!(seen, expected);
    assert_eq!(lines[0].network.as_deref(), Some("203.0.113.0/24"));
    assert!(!format!("{lines:?}").contains("my-password"), "what was typed is not kept");
    let page = accounts.audit.lines(Some(lines[1].id), 1).await.expect("read");
    assert_eq!(page[0].id, lines[0].id, "pages follow each other");
}

/// Twenty right ones at once after some wrong ones: none of them is refused, as none of them is wrong.
#[tokio::test]
async fn a_right_try_under_way_is_no_wrong_one() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    for _ in 0..4 {
        hub.hub.accounts.sign_in("keeper", "wrong", ADDRESS).await.expect_err("wrong");
    }
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let hub = std::sync::Arc::clone(&hub.hub);
            tokio::spawn(async move { hub.accounts.sign_in("keeper", PASSWORD, ADDRESS).await.map(drop) })
        })
        .collect();
    for one in tries {
        assert_eq!(one.await.expect("an end"), Ok(()));
    }
}

/// Strangers use up a login's tries everywhere; who signed in with this browser before does not notice.
#[tokio::test]
async fn strangers_lock_nobody_out_of_a_browser_that_signed_in_before() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let known = accounts.sign_in_with("manager", PASSWORD, ADDRESS, &HeaderMap::new()).await.expect("signed in");
    assert!(known.cookies[0].starts_with("fettle_session=") && !known.cookies[0].contains("Max-Age"), "{known:?}");
    assert!(known.cookies[1].starts_with("fettle_browser=") && known.cookies[1].contains("Max-Age=31536000"));
    let browser = cookie(&known.cookies[1]);
    for n in 0..50 {
        let from = format!("2001:db8:{}::", n / 5);
        accounts.sign_in("manager", "wrong", &from).await.expect_err("wrong");
    }
    let code = async |headers: &HeaderMap, login: &str, password: &str| {
        accounts.sign_in_with(login, password, "198.51.100.7", headers).await.err().map(|fault| fault.code)
    };
    assert_eq!(code(&HeaderMap::new(), "manager", PASSWORD).await, Some("too_many_tries"), "a browser of nobody");
    assert_eq!(code(&browser, "manager", PASSWORD).await, None);
    // It has its own small number of tries, and is known for its own person alone.
    for _ in 0..5 {
        assert_eq!(code(&browser, "manager", "wrong").await, Some("wrong_password"));
    }
    assert_eq!(code(&browser, "manager", PASSWORD).await, Some("too_many_tries"));
    for _ in 0..5 {
        assert_eq!(code(&browser, "desk", "wrong").await, Some("wrong_password"));
    }
    assert_eq!(code(&browser, "desk", PASSWORD).await, Some("too_many_tries"), "no other login gains by it");
    let planted = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("fettle_browser=aaaa"))]);
    assert_eq!(code(&planted, "manager", PASSWORD).await, Some("too_many_tries"));
}

/// Thirty invented names from one address: people behind it wait a little, and are not refused. A login counts once.
#[tokio::test]
async fn an_address_is_slowed_down_and_never_closed() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let accounts = &hub.hub.accounts;
    for n in 0..30 {
        let name = format!("nobody{n}");
        let code = accounts.sign_in(&name, "wrong", ADDRESS).await.err().map(|fault| fault.code);
        assert_eq!(code, Some("wrong_password"));
        if n < 2 {
            accounts.sign_in(&name, "wrong", ADDRESS).await.expect_err("the same name counts once");
        }
    }
    let begun = std::time::Instant::now();
    accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signed in");
    assert!(begun.elapsed() >= std::time::Duration::from_secs(1), "slower");
    let begun = std::time::Instant::now();
    accounts.sign_in("engineer", PASSWORD, "198.51.100.9").await.expect("signed in");
    assert!(begun.elapsed() < std::time::Duration::from_secs(60), "another address is not concerned");
}

/// A clock that stood wrong and was put right: sessions of then are over, tries of then are nothing.
#[tokio::test]
async fn what_was_made_while_the_clock_was_ahead_ends_with_it() {
    const YEAR: u64 = 365 * 24 * HOUR;
    let hub = TestHub::start().await;
    hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let sign_in = async |login: &str| cookie(&accounts.sign_in(login, PASSWORD, ADDRESS).await.expect("in").1);
    let here = async |headers: &HeaderMap| accounts.session(headers).await.expect("read").is_some();
    let before = sign_in("manager").await;
    hub.advance(YEAR);
    let ahead = sign_in("desk").await;
    for _ in 0..5 {
        accounts.sign_in("keeper", "wrong", ADDRESS).await.expect_err("wrong");
    }
    let code = hub.hub.accounts.enrolment_code(hub.hub.ledger.system()).await.expect("a code");
    assert!(here(&ahead).await && !here(&before).await);
    hub.turn_back(YEAR);
    assert!(!here(&ahead).await, "of a time that has not come");
    assert!(!here(&before).await, "one that was over once stays over");
    sign_in("keeper").await;
    let key = fettle_core::kernel::DeviceKey::from_seed(&[77; 32]);
    let request = super::phone::request(&key, fettle_core::kernel::DeviceId::new(hub.fresh()), &code.code);
    let refused = hub.hub.accounts.enrol(&request, ADDRESS).await.expect_err("of a time that has not come");
    assert_eq!(refused.code, "code_expired");
}

/// What somebody sees of the own sessions, and the end of one of them.
#[tokio::test]
async fn one_session_is_ended_and_the_others_stay() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let [first, second] = [ADDRESS, "198.51.100.1"]
        .map(|from| async move { cookie(&accounts.sign_in("desk", PASSWORD, from).await.expect("signed in").1) });
    let (first, second) = (first.await, second.await);
    let open = accounts.sessions_of(company.desk, &first).await.expect("read");
    assert_eq!(open.iter().filter(|one| one.here).count(), 1);
    let other = open.iter().find(|one| !one.here).expect("the other one");
    assert_eq!(other.network.as_deref(), Some("198.51.100.0/24"));
    // By somebody else's list it does not end.
    accounts.end_one(company.manager, &other.id).await.expect("nothing");
    assert!(accounts.session(&second).await.expect("read").is_some());
    accounts.end_one(company.desk, &other.id).await.expect("ended");
    assert!(accounts.session(&second).await.expect("read").is_none());
    assert!(accounts.session(&first).await.expect("read").is_some());
}

/// However the record came: by an administrator's phone, by the console, by the hub itself.
#[tokio::test]
async fn coming_back_revives_no_session_whoever_recorded_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let old = cookie(&accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signed in").1);
    let other = cookie(&accounts.sign_in("manager", PASSWORD, ADDRESS).await.expect("signed in").1);
    let subject = crate::access::person_subject(company.desk);
    for event in [PersonEvent::Deactivated { reason: "left".into() }, PersonEvent::Reactivated {}] {
        hub.record(company.admin, vec![Draft::new(subject.clone(), &event)]).await;
        assert!(accounts.session(&old).await.expect("read").is_none(), "{event:?}");
    }
    assert!(accounts.session(&other).await.expect("read").is_some(), "nobody else's");
    accounts.sign_in("desk", PASSWORD, ADDRESS).await.expect("signs in anew");
}
