//! Enrolment, revocation, passwords, sessions.

use super::hub;
use super::phone::{Phone, refused, request};
use crate::accounts::CODE_LIFE_MS;
use crate::testing::{PASSWORD, TestHub};
use axum::http::{HeaderMap, HeaderValue, header};
use fettle_core::domain::people::Device;
use fettle_core::kernel::{DeviceId, DeviceKey};
use fettle_core::sync::protocol::paths;

#[tokio::test]
async fn a_code_is_good_once_for_a_quarter_of_an_hour() {
    let (hub, company) = hub().await;
    let (key, device) = (DeviceKey::from_seed(&[200; 32]), DeviceId::new(hub.fresh()));
    let phone = Phone::unknown(&hub, company.engineer);
    let enrol = |code: &str, key: &DeviceKey, device| phone.post(paths::ENROL).json(&request(key, device, code));
    assert_eq!(refused(|| enrol("AAAAA-AAAAA", &key, device), 403).await.code, "code_unknown");
    let code = hub.code(company.engineer).await;
    // As people type it.
    let typed = code.to_ascii_lowercase().replace('-', " ");
    let first: serde_json::Value =
        enrol(&typed, &key, device).send().await.expect("an answer").json().await.expect("json");
    assert_eq!(first["short"], "A1");
    // The answer was lost: the same phone asks again and is the same device, with a new token.
    let again: serde_json::Value =
        enrol(&typed, &key, device).send().await.expect("an answer").json().await.expect("json");
    assert_eq!(again["short"], "A1");
    assert_ne!(again["token"], first["token"]);
    let (other_key, other) = (DeviceKey::from_seed(&[201; 32]), DeviceId::new(hub.fresh()));
    assert_eq!(refused(|| enrol(&code, &other_key, other), 403).await.code, "code_used");
    let late = hub.code(company.engineer).await;
    hub.advance(CODE_LIFE_MS);
    assert_eq!(refused(|| enrol(&late, &other_key, other), 403).await.code, "code_expired");
    let fresh = hub.code(company.colleague).await;
    assert_eq!(refused(|| enrol(&fresh, &key, device), 409).await.code, "device_known");
    let mut bent = request(&other_key, other, &fresh);
    bent.proof = other_key.sign(b"something else");
    assert_eq!(refused(|| phone.post(paths::ENROL).json(&bent), 403).await.code, "bad_proof");
    let devices = hub.hub.ledger.devices().await.expect("read");
    assert_eq!(devices.len(), 2, "the console and one phone");
    let known = hub.hub.ledger.get::<Device>(device.uuid()).await.expect("read").expect("recorded");
    assert_eq!((known.count, known.state.person), (1, Some(company.engineer)));
}

/// A phone whose line broke asks again while its first request is still at work.
#[tokio::test]
async fn a_phone_that_asks_four_times_at_once_is_one_device_recorded_once() {
    let (hub, company) = hub().await;
    let phone = Phone::unknown(&hub, company.engineer);
    let asked = request(&phone.key, phone.recorder.device, &hub.code(company.engineer).await);
    let ask = || async { phone.post(paths::ENROL).json(&asked).send().await.expect("an answer").status().as_u16() };
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
    assert_eq!([a, b, c, d], [200; 4]);
    let known = hub.hub.ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("recorded");
    assert_eq!((known.count, known.state.person), (1, Some(company.engineer)));
}

/// Wrong codes make their address slow; the others behind it still enrol.
#[tokio::test]
async fn codes_cannot_be_guessed_fast_and_nobody_is_kept_from_a_right_one() {
    let (hub, company) = hub().await;
    let phone = Phone::unknown(&hub, company.engineer);
    let wrong = request(&phone.key, phone.recorder.device, "AAAAA-AAAAA");
    for _ in 0..30 {
        assert_eq!(refused(|| phone.post(paths::ENROL).json(&wrong), 403).await.code, "code_unknown");
    }
    let code = hub.code(company.engineer).await;
    let right = request(&phone.key, phone.recorder.device, &code);
    let begun = std::time::Instant::now();
    assert_eq!(phone.post(paths::ENROL).json(&right).send().await.expect("an answer").status(), 200);
    assert!(begun.elapsed() >= std::time::Duration::from_secs(1), "slower");
}

#[tokio::test]
async fn unknown_and_revoked_phones_are_told_so() {
    let (hub, company) = hub().await;
    let unknown = Phone::unknown(&hub, company.engineer);
    let phone = Phone::enrolled(&hub, company.engineer).await;
    for path in [paths::HELLO, paths::PUSH, paths::PULL, paths::UPLOADS] {
        assert_eq!(refused(|| unknown.post(path), 401).await.code, "unknown_device");
    }
    let device = phone.recorder.device;
    hub.hub.accounts.revoke(company.engineer, device, "lost").await.expect_err("not an administrator");
    assert_eq!(phone.hello().await.have.number, 0);
    hub.hub.accounts.revoke(company.admin, device, "lost").await.expect("revoked");
    assert!(phone.hello().await.revoked, "it may still hand in what it has");
    let blob = format!("{}/{}", paths::BLOBS, "0".repeat(64));
    assert_eq!(refused(|| phone.post(paths::PULL), 401).await.code, "device_revoked");
    for path in [paths::LIVE, blob.as_str()] {
        assert_eq!(refused(|| phone.ask(reqwest::Method::GET, path), 401).await.code, "device_revoked");
    }
}

fn cookie(set: &str) -> HeaderMap {
    let pair = set.split(';').next().unwrap_or_default();
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&format!("lang=zh; {pair}")).expect("a header"))])
}

#[tokio::test]
async fn people_sign_in_and_out() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let (viewer, set) = accounts.sign_in("manager", PASSWORD, "10.0.0.1").await.expect("signed in");
    assert_eq!(viewer.id, company.manager);
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let headers = cookie(&set);
    assert_eq!(accounts.session(&headers).await.expect("read").map(|v| v.id), Some(company.manager));
    accounts.sign_out(&headers).await.expect("signed out");
    assert!(accounts.session(&headers).await.expect("read").is_none(), "gone on the hub");
    let (_, set) = accounts.sign_in("manager", PASSWORD, "10.0.0.1").await.expect("signed in");
    hub.advance(crate::accounts::SESSION_LIFE_MS);
    assert!(accounts.session(&cookie(&set)).await.expect("read").is_none(), "expired");
}

#[tokio::test]
async fn wrong_passwords_are_counted() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let accounts = &hub.hub.accounts;
    accounts.set_password(company.desk, PASSWORD).await.expect("set");
    accounts.set_password(company.desk, "short").await.expect_err("too short");
    let code = async |login: &str, password: &str| {
        accounts.sign_in(login, password, "10.0.0.2").await.err().map(|fault| fault.code)
    };
    assert_eq!(code("nobody", PASSWORD).await, Some("wrong_password"), "which logins exist is not told");
    for _ in 0..5 {
        assert_eq!(code("desk", "wrong").await, Some("wrong_password"));
    }
    assert_eq!(code("desk", PASSWORD).await, Some("too_many_tries"), "the right one too");
    hub.advance(15 * 60 * 1000);
    assert_eq!(code("desk", PASSWORD).await, None);
}
