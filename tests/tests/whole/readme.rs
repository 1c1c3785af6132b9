//! A day on a hub that was set up as the README says, by its own commands as processes, and by nothing that only tests have.

use crate::browser::Browser;
use crate::desk::report;
use crate::phone::Phone;
use crate::process::{Serving, fettle, refused};
use crate::repair::{answer_all, strokes};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Job, Status};
use fettle_core::kernel::PersonId;
use fettle_core::screens::{Action, Route, Screen, SignAction};
use std::path::{Path, PathBuf};
use uuid::Uuid;

const PASSWORD: &str = "a-password-for-this-test";

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/sample/company")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_on_a_hub_made_by_the_readmes_own_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fettle(data, &["passwd", "mei", "--administrator", "Zhang Mei"], PASSWORD);
    fettle(data, &["import", sample().to_str().expect("a path")], "");
    fettle(data, &["passwd", "lin"], PASSWORD);
    let hub = Serving::start(data);
    // Without an address here: it is the one that the hub is served at.
    let enrolled = fettle(data, &["enrol", "--person", "chen"], "");
    let link = enrolled.lines().find(|line| line.starts_with("fettle:")).expect("a link");
    let chen = Phone::joined(link, PersonId::new(Uuid::nil()), Uuid::from_u128(7)).await;

    // The desk takes the call and gives the job to Chen.
    let mut desk = Browser::of(&hub.address, "lin", PASSWORD).await;
    let job = report(&mut desk, "大门口球机无图像").await;
    chen.sync().await;

    repaired_on_site(&chen, job);
    chen.sync().await;

    closed_by(&mut desk, job).await;
    chen.sync().await;
    let known = chen.get::<Job>(job).expect("there");
    assert_eq!((known.status(), known.open_flags().count()), (Status::Closed, 0), "{:?}", known.flags);
    let signed = known.current_sheet().expect("signed").hash();
    let paper = desk.get(&format!("/verify/{signed}")).await;
    assert_eq!(paper.status, 200, "anyone can check it");
    drop(hub);
    fettle(data, &["verify"], "");
}

/// A folder mistyped is another hub, to which every phone is a stranger: it is said, in the terminal's language, and nothing is made there.
#[test]
fn a_mistyped_data_folder_is_told_and_makes_no_hub() {
    let root = tempfile::tempdir().expect("a folder");
    let typo = root.path().join("fetle-data");
    for (language, said) in [("en_US.UTF-8", "There is no hub in"), ("zh_CN.UTF-8", "没有服务器数据")] {
        for asked in [&["serve", "--port", "0"][..], &["enrol", "--person", "chen"], &["export", "out"], &["verify"]] {
            let told = refused(&typo, asked, language);
            assert!(asked[0] != "serve" || (told.contains(said) && told.contains("fetle-data")), "{asked:?}: {told}");
            assert!(!told.trim().is_empty() && !typo.exists(), "{asked:?}: {told}");
        }
    }
    // Nor in a folder that is there, and holds something else.
    std::fs::create_dir(&typo).expect("made");
    std::fs::write(typo.join("notes.txt"), "mine").expect("written");
    assert!(refused(&typo, &["serve", "--port", "0"], "en_US.UTF-8").contains("There is no hub in"));
    assert_eq!(std::fs::read_dir(&typo).expect("read").count(), 1, "nothing is put beside it");
}

/// Chen leaves with the list that came with the hub, works, and has the sheet signed.
pub fn repaired_on_site(chen: &Phone, job: JobId) {
    let (id, at) = (job.to_string(), Route::Job { job: job.to_string() });
    let diagnose = Route::Diagnose { job: id.clone() };
    chen.tap(&diagnose, "judge", &[("class", "hardware"), ("level", "3")]);
    let ready = Route::ReadyToLeave { job: id.clone() };
    chen.tap(&ready, "begin", &[]);
    answer_all(chen, &ready);
    chen.tap(&ready, "leave", &[]);
    chen.tap(&at, "arrive", &[]);
    chen.tap(&at, "start", &[]);
    chen.tap(&at, "backup", &[("decision", "not_applicable")]);
    let check = chen.tap(&at, "check_repair_check", &[]).route.expect("the list");
    answer_all(chen, &check);
    chen.tap(&check, "complete", &[]);
    chen.tap(&at, "work", &[("text", "重做接头")]);
    chen.tap(&at, "cause", &[("cause", "connector_quality"), ("diagnosis", "接头松动")]);
    chen.tap(&at, "complete", &[("summary", "图像恢复")]);
    let Screen::SheetAndSign(sheet) = chen.screen(&Route::SheetAndSign { job: id.clone(), document: String::new() })
    else {
        panic!("no sheet")
    };
    let sign = SignAction::Sign { sheet: sheet.hash.clone(), width: 900.0, height: 300.0, strokes: strokes() };
    let signer = [("name", "刘所"), ("title", "所长"), ("phone", "010-64001234")];
    chen.give(&Action::Sign { job: id, action: sign }, &signer).expect("signed");
    chen.tap(&at, "come_back", &[]);
}

/// The desk calls back and closes.
pub async fn closed_by(desk: &mut Browser, job: JobId) {
    let page = format!("/jobs/{job}");
    desk.get(&page).await;
    let call = [("gone", "yes"), ("satisfaction", "5"), ("spoke_with", "刘所")];
    assert_eq!(desk.post(&format!("{page}/call"), &call).await.status, 303);
    desk.get(&page).await;
    let closed = desk.post(&format!("{page}/close"), &[]).await;
    assert_eq!(closed.status, 303, "{}", closed.body);
}
