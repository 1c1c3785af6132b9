//! A session that ends while somebody types: nothing typed is lost, and nothing is sent that nobody looked at. And what is no form, or too
//! long for one.

use super::browser::{Browser, hidden};
use crate::testing::{AN_HOUR_AGO, Company, PASSWORD, TestHub};
use fettle_core::domain::jobs::Job;

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

/// All hidden fields of the form that leads to `action`, and its own.
fn fields(body: &str, action: &str) -> Vec<(String, String)> {
    let form =
        body.split(&format!("action=\"{action}\"")).nth(1).expect("the form").split("</form>").next().expect("an end");
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1);
    let pair = |rest: &str| {
        let (name, rest) = rest.split_once("\" value=\"").expect("a value");
        (name.to_owned(), rest.split_once('"').expect("an end").0.replace("&#34;", "\"").replace("&#38;", "&"))
    };
    hidden.map(pair).collect()
}

async fn jobs(hub: &TestHub) -> usize {
    hub.hub.ledger.all::<Job>().await.expect("read").len()
}

#[tokio::test]
async fn a_form_whose_session_ended_goes_on_after_the_sign_in() {
    let (hub, company) = hub().await;
    let site = company.site.to_string();
    let typed = [
        ("site", site.as_str()),
        ("kind", "repair"),
        ("channel", "phone"),
        ("at", &AN_HOUR_AGO),
        ("caller", "Liu"),
        ("symptom", "No picture, \"again\" & again"),
    ];
    // Two hours at an open page; and signed out in another tab, which takes the cookie away.
    for signed_out in [false, true] {
        let before = jobs(&hub).await;
        let mut desk = Browser::of(&hub, "desk").await;
        desk.get(&format!("/jobs/new?site={site}")).await;
        if signed_out {
            hub.hub.accounts.sign_out_everywhere(company.desk).await.expect("out");
            desk.cookies().remove("fettle_session");
        } else {
            hub.advance(crate::accounts::SESSION_IDLE_MS);
        }
        let asked = desk.post("/jobs/new", &typed).await;
        assert_eq!(asked.status, 401);
        let carried = hidden(&asked.body, "carried").expect("what was typed comes along");
        assert!(carried.contains("No picture"), "{carried}");
        let carried = carried.replace("&#34;", "\"").replace("&#38;", "&");
        let login = |password| {
            [("login", "desk"), ("password", password), ("next", "/jobs/new"), ("carried", carried.as_str())]
        };
        // A wrong password loses it neither.
        let wrong = desk.post("/login", &login("wrong")).await;
        assert!(wrong.status == 401 && hidden(&wrong.body, "carried").is_some());
        let shown = desk.post("/login", &login(PASSWORD)).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert!(shown.body.contains("No picture, ") && jobs(&hub).await == before, "shown, and not sent by itself");
        let all = fields(&shown.body, "/jobs/new");
        let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for _ in 0..2 {
            let sent = desk.bare("/jobs/new", &all).await;
            assert_eq!(sent.status, 303, "{}", sent.body);
        }
        assert_eq!(jobs(&hub).await, before + 1, "once");
        let all = hub.hub.ledger.all::<Job>().await.expect("read");
        let what = &all.last().expect("a job").1.state.report.as_ref().expect("reported").what;
        assert_eq!(what.symptom, "No picture, \"again\" & again");
    }
}

/// Signed in again in another tab: the form is shown again at once, to whoever is signed in now.
#[tokio::test]
async fn a_form_of_another_session_is_shown_again_with_what_was_typed() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&format!("/jobs/{job}")).await;
    let other = hub.hub.accounts.sign_in("manager", PASSWORD, "10.0.0.1").await.expect("signed in").1;
    let session = other.split([';', '=']).nth(1).expect("a value").to_owned();
    desk.cookies().insert("fettle_session".to_owned(), session);
    let path = format!("/jobs/{job}/cancel");
    let shown = desk.post(&path, &[("reason", "nobody home")]).await;
    assert_eq!(shown.status, 403);
    assert!(shown.body.contains("nobody home") && shown.body.contains("王经理"), "{}", shown.body);
    let all = fields(&shown.body, &path);
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(desk.bare(&path, &all).await.status, 303);
}

/// A form that no page of ours in this browser sent is not carried anywhere: another site could send one of its own.
#[tokio::test]
async fn what_another_site_sends_is_not_carried_through_a_sign_in() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{job}/cancel");
    let mut victim = Browser::new(&hub);
    let command = hub.fresh().to_string();
    for page in ["", &"0".repeat(64)] {
        let fields = [("page", page), ("command", &command), ("drawn", "0"), ("reason", "planted")];
        let answer = victim.bare(&path, &fields).await;
        assert_eq!(answer.status, 403);
        assert!(!answer.body.contains("planted"));
    }
    // Passwords are not carried, and the own one is asked for again.
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get("/account").await;
    desk.cookies().remove("fettle_session");
    let answer = desk.post("/account/password", &[("old", PASSWORD), ("new", "x"), ("again", "x")]).await;
    assert!(!answer.body.contains(PASSWORD) && hidden(&answer.body, "carried").is_none());
}

/// A change of the own password ends the session that the second click comes in; the browser shows the second answer.
#[tokio::test]
async fn the_second_click_on_another_password_is_answered_as_the_first() {
    let (hub, _) = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get("/account").await.body;
    let mut all = fields(&page, "/account/password");
    for (name, value) in [("old", PASSWORD), ("new", "another good one"), ("again", "another good one")] {
        all.push((name.to_owned(), value.to_owned()));
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let session = |desk: &mut Browser| desk.cookies().get("fettle_session").cloned().expect("a session");
    let old = session(&mut desk);
    let first = desk.bare("/account/password", &all).await;
    assert_eq!(first.status, 303, "{}", first.body);
    let fresh = session(&mut desk);
    assert_ne!(fresh, old);
    for _ in 0..2 {
        desk.cookies().insert("fettle_session".to_owned(), old.clone());
        let second = desk.bare("/account/password", &all).await;
        assert_eq!(second.status, 303, "{}", second.body);
        assert_eq!(session(&mut desk), fresh, "the session that began");
    }
    assert_eq!(desk.get("/account").await.status, 200);
    // Nobody gets a session so who does not know the new password, nor from a form of another time.
    let other: Vec<(&str, &str)> = all
        .iter()
        .map(|(name, value)| (*name, if ["new", "again"].contains(name) { "another guess" } else { value }))
        .collect();
    desk.cookies().insert("fettle_session".to_owned(), old.clone());
    assert_eq!(desk.bare("/account/password", &other).await.status, 401);
    hub.advance(60_000);
    assert_eq!(desk.bare("/account/password", &all).await.status, 401);
    assert_eq!(session(&mut desk), old);
}

#[tokio::test]
async fn what_is_too_long_is_refused_with_the_text_kept_and_what_is_no_form_says_so() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let path = format!("/jobs/{job}/cancel");
    desk.get(&format!("/jobs/{job}")).await;
    let long = "长".repeat(100_000);
    let refused = desk.post(&path, &[("reason", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("too long") && refused.body.contains(&long), "what was typed stays");
    // Many fields instead of one: together they are more than a record holds.
    let (site, full) = (company.site.to_string(), "长".repeat(20_000));
    let mut report = vec![("site", site.as_str()), ("kind", "repair"), ("channel", "phone"), ("at", &AN_HOUR_AGO)];
    report.extend(["caller", "title", "phone", "company", "product", "symptom"].map(|name| (name, full.as_str())));
    let refused = desk.post("/jobs/new", &report).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("too long") && refused.body.contains(&full), "what was typed stays");
    let many: Vec<String> = (0..20_000).map(|_| company.engineer.to_string()).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|id| ("to", id.as_str())).collect();
    let answer = desk.post(&format!("/jobs/{job}/assign"), &many).await;
    assert!(matches!(answer.status, 303 | 422), "{}", answer.status);
    let form = "application/x-www-form-urlencoded";
    for (kind, body, status, code) in [
        (form, vec![b'a'; 3 * 1024 * 1024], 413, "body_too_large"),
        ("text/plain", b"reason=x".to_vec(), 415, "form_not_one"),
        (form, vec![b'a', b'=', 0xff, 0xfe], 403, "form_stale"),
    ] {
        let answer = desk.raw(&path, kind, body).await;
        assert_eq!(answer.status, status, "{code}");
        assert!(answer.kind.starts_with("text/html") && answer.body.contains(code), "{}", answer.body);
    }
    // Wrong addresses are pages too, in the reader's language; phones get JSON.
    for (path, status) in [("/nothing", 404), ("/jobs/", 404), ("/quarantine?before=abc", 400), ("/jobs?q=1&q=2", 400)]
    {
        let mut admin = Browser::of(&hub, "admin").await;
        let answer = admin.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(
            answer.kind.starts_with("text/html") && answer.body.contains("This could not be done"),
            "{path}: {}",
            answer.body
        );
    }
    let json = reqwest::get(hub.url("/nothing")).await.expect("an answer").text().await.expect("a body");
    assert!(json.starts_with('{'), "{json}");
}
