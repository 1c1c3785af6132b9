//! Skills and certificates in files: out, in again, with differences; and taken back.

use super::undo::{back, brought, somebody, written};
use super::whole::{changes_nothing, imported, looked};
use super::*;
use crate::import::undo::{self, Stage};
use crate::testing::TestHub;
use fettle_core::domain::people::{Role, Skills};

/// A list of skills beside the sample's people.
fn skills(rows: &str) -> Files {
    Files::from([("skills.csv".to_owned(), format!("login,skill,level,number,until\n{rows}").into_bytes())])
}

async fn of_login(hub: &TestHub, login: &str) -> Skills {
    let person = hub.hub.accounts.by_login(login).await.unwrap().expect("somebody");
    hub.hub.ledger.get::<Skills>(person.uuid()).await.unwrap().map(|folded| folded.state).unwrap_or_default()
}

#[tokio::test]
async fn skills_go_out_and_come_in_again_and_what_an_import_said_is_taken_back() {
    let hub = TestHub::start().await;
    let admin = somebody(&hub, Role::Administrator).await;
    imported(&hub, sample(), Wanted::default()).await;
    let before = written(&hub).await;
    let text = String::from_utf8(before["skills.csv"].clone()).unwrap();
    assert!(text.contains("chen,高压电工证,高级,T-2021-0413,2027-06-30"), "{text}");
    changes_nothing(&hub, before.clone()).await;

    // A renewal, a name written otherwise, one more; and a list without a column says nothing of it.
    let rows = "chen, 高压电工证 ,高级,T-2021-0413,2031-06-30\nlin,普通话等级证书,二级甲等,,\n";
    let plan = looked(&hub, skills(rows)).await;
    assert_eq!((problems(&plan), plan.new_of("skills")), (vec![], 1));
    let told: Vec<_> = plan.differs.iter().map(|d| (d.line, d.column.as_ref(), d.old.as_str(), d.takes)).collect();
    assert_eq!(told, [(2, "until", "2027-06-30", true)]);
    let few = Files::from([("skills.csv".to_owned(), "login,skill\nchen,高压电工证\n".into())]);
    changes_nothing(&hub, few).await;
    let batch = brought(&hub, admin, skills(rows), Wanted { update: true, ..Wanted::default() }).await;
    assert_eq!(of_login(&hub, "lin").await.all.len(), 1);
    let chen = of_login(&hub, "chen").await;
    let licence = &chen.all[&chen.named("高压电工证").expect("one")];
    assert_eq!(licence.until.map(|day| day.to_string()).as_deref(), Some("2031-06-30"));

    undo::begin(&hub.hub, batch.id, admin).await.expect("begun");
    let done = back(&hub, batch.id).await;
    assert_eq!((done.stage, done.left.as_slice()), (Stage::Done, &[][..]));
    assert_eq!(String::from_utf8_lossy(&written(&hub).await["skills.csv"]), text);
}

#[tokio::test]
async fn a_bad_row_of_skills_is_named_with_its_reason() {
    let hub = TestHub::start().await;
    imported(&hub, sample(), Wanted::default()).await;
    for (row, column, code) in [
        ("nobody,焊工证,,,", "login", "import_unknown_reference"),
        ("chen,,,,", "skill", "import_empty"),
        ("chen,焊工证,,,next year", "until", "import_not_a_day"),
    ] {
        let plan = looked(&hub, skills(&format!("{row}\n"))).await;
        assert_eq!(problems(&plan), [("skills.csv".into(), 2, column.into(), code.into())], "{row}");
    }
    let twice = looked(&hub, skills("chen,焊工证,,1,\nchen, 焊工证,,2,\n")).await;
    assert!(problems(&twice).iter().all(|(.., code)| code == "import_repeated"), "{:?}", problems(&twice));
}
