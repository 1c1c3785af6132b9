//! What the tests of the pages of master data share: fields of a form as it was drawn, refusals beside their fields, the worklist.

use super::browser::{Answer, Browser};
use crate::testing::TestHub;
use fettle_core::kernel::{Aggregate, Subject};
use uuid::Uuid;

/// A record as it stands.
pub(super) async fn state<A: Aggregate>(hub: &TestHub, id: impl Into<Uuid>) -> A {
    hub.hub.ledger.get::<A>(id).await.expect("read").expect("there").state
}

/// The id behind which an answer leads, such as `/customers/ID?done=1`.
pub(super) fn led_to(answer: &Answer, section: &str) -> Uuid {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let rest = answer.location.strip_prefix(&format!("/{section}/")).unwrap_or_else(|| panic!("{}", answer.location));
    rest.split('?').next().expect("an id").parse().expect("an id")
}

/// What a page says of the field that was refused: the form comes back with 422.
pub(super) fn wrong(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.body);
    let beside = answer.body.split("class=\"wrong\"").nth(1).and_then(|rest| rest.split('>').nth(1));
    let beside = beside.unwrap_or_else(|| panic!("nothing stands beside a field: {}", answer.body));
    unescaped(beside.split('<').next().unwrap_or_default())
}

/// What a page says above its form, where no field is meant.
pub(super) fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.body);
    let note = answer.body.split("<p class=\"note bad\" role=\"alert\">").nth(1);
    unescaped(note.and_then(|rest| rest.split('<').next()).unwrap_or_default())
}

fn unescaped(text: &str) -> String {
    text.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&").trim().to_owned()
}

/// The points of the worklist about a record.
pub(super) async fn points(hub: &TestHub, subject: impl Into<Subject>) -> Vec<String> {
    let subject = subject.into();
    let state = hub.hub.ledger.any(&subject).await.expect("read").expect("there");
    fettle_core::domain::worklist::open(&state).iter().map(|point| point.key().to_string()).collect()
}

/// Everybody who may sign in but these gets 403 for a form's page, and for the form itself.
pub(super) async fn only(hub: &TestHub, path: &str, may: &[&str]) {
    for login in ["admin", "manager", "desk", "engineer", "keeper"] {
        let mut browser = Browser::of(hub, login).await;
        let wanted = if may.contains(&login) { 200 } else { 403 };
        assert_eq!(browser.get(path).await.status, wanted, "{login} opens {path}");
        if wanted == 403 {
            assert_eq!(browser.post(path, &[]).await.status, 403, "{login} sends {path}");
        }
    }
}
