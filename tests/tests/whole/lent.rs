//! What a phone's system sends in the app's place while that is suspended: one request a file, and the hub's word for it afterwards.

use crate::district::district;
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::kernel::Hash;
use fettle_core::screens::LentUpload;
use fettle_hub::testing::TestHub;
use std::path::Path;

/// As the system does: the request as it was lent, with the bytes of its file; `cut`: as far as they came before the line broke.
async fn send(lent: &LentUpload, cut: Option<usize>) -> (u16, Option<u64>) {
    let mut bytes = std::fs::read(&lent.file).expect("a copy");
    bytes.truncate(cut.unwrap_or(bytes.len()));
    let mut ask = reqwest::Client::new().post(&lent.url);
    for header in &lent.headers {
        ask = ask.header(&header.name, &header.value);
    }
    let answer = ask.body(bytes).send().await.expect("an answer");
    let offset = answer.headers().get("upload-offset").and_then(|offset| offset.to_str().ok()?.parse().ok());
    (answer.status().as_u16(), offset)
}

fn files_waiting(phone: &Phone) -> u64 {
    phone.app.store().counts().expect("read").blobs_up
}

async fn on_hub(hub: &TestHub, lent: &LentUpload) -> bool {
    let hash: Hash = lent.name.parse().expect("a hash");
    hub.hub.blobs.info(hash).await.expect("read").is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_go_up_while_the_app_is_suspended() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    let repair = Repair { phone: &phone, d: &d, job };
    repair.judge_and_agree();
    repair.get_ready_and_leave();
    repair.arrive_and_start();
    repair.photo(1).expect("kept");
    repair.photo(2).expect("kept");
    let waiting = files_waiting(&phone);
    assert_eq!(waiting, 4, "two photos with their thumbnails");

    // Before the hub knows of the events that name them: the app goes out of sight in a cellar.
    let lent = phone.app.lend_uploads().expect("lent");
    assert_eq!(lent.len() as u64, waiting);
    assert!(lent.iter().all(|one| one.url.starts_with(&hub.address)), "{lent:?}");
    assert!(phone.app.lend_uploads().expect("lent").is_empty(), "each once");
    // What is lent, no session sends; the app may be killed meanwhile.
    let phone = phone.killed();
    assert_eq!(phone.sync().await.files_waiting, waiting);
    let lent: Vec<LentUpload> =
        lent.into_iter().map(|one| LentUpload { file: elsewhere(&phone, &one.file), ..one }).collect();
    for one in &lent {
        assert!(!on_hub(&hub, one).await);
    }

    // The first two go through, the third breaks off, the fourth is never begun.
    let size = std::fs::metadata(&lent[0].file).expect("a copy").len();
    assert_eq!(send(&lent[0], None).await, (201, Some(size)));
    assert_eq!(send(&lent[0], None).await, (201, Some(size)), "the system may send one again");
    assert_eq!(send(&lent[1], None).await.0, 201);
    assert_eq!(send(&lent[2], Some(100)).await, (201, Some(100)));
    assert!(on_hub(&hub, &lent[0]).await && on_hub(&hub, &lent[1]).await);
    assert_eq!(files_waiting(&phone), waiting, "the system's word counts for nothing");
    phone.app.take_back_uploads(&[lent[3].name.clone()]).expect("taken back");
    assert!(!Path::new(&lent[0].file).exists(), "no plain copy stays");
    assert!(Path::new(&lent[3].file).exists());
    assert_eq!(phone.sync().await.files_waiting, 1, "the hub has three; the fourth is still lent");
    phone.app.take_back_uploads(&[]).expect("taken back");
    quiet(&hub, &[&phone]).await;
    assert_eq!(files_waiting(&phone), 0);
    for one in &lent {
        assert!(on_hub(&hub, one).await);
    }
}

/// The same file in the folder of the process that came after.
fn elsewhere(phone: &Phone, file: &str) -> String {
    let name = Path::new(file).file_name().expect("a name");
    phone.app.store().home().join("blobs.lent").join(name).display().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lent_before_a_phone_has_joined_and_nothing_stays_after_a_wipe() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    Repair { phone: &phone, d: &d, job }.photo_of_the_job();
    let lent = phone.app.lend_uploads().expect("lent");
    assert!(!lent.is_empty());
    phone.app.store().wipe(true).expect("wiped");
    assert!(lent.iter().all(|one| !Path::new(&one.file).exists()));
    assert!(phone.app.lend_uploads().expect("read").is_empty());
}
