//! Uploads that meet: two requests for one upload, two uploads of one file, and what is left when one of them breaks off.

use super::blobs::{announce, location, offset, picture, piece, resume};
use super::hub;
use super::phone::{Phone, refused};
use crate::testing::TestHub;
use fettle_core::kernel::Hash;
use reqwest::{Method, Response};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

type Said = io::Result<Vec<u8>>;

/// A piece whose bytes come when the test says so; it ends when the sender goes.
fn slowly(phone: &Phone, at: &str, from: usize) -> (UnboundedSender<Said>, JoinHandle<reqwest::Result<Response>>) {
    let (say, said) = unbounded_channel::<Said>();
    let pieces = futures_util::stream::unfold(said, |mut said| async move { Some((said.recv().await?, said)) });
    let ask = piece(phone, at, from, reqwest::Body::wrap_stream(pieces));
    (say, tokio::spawn(ask.send()))
}

/// Waits until a request writes to an upload, or until none does. Nothing is asked over HTTP: a request that asks would hold the upload itself.
async fn until_busy(hub: &TestHub, busy: bool) {
    for _ in 0..6_000 {
        if hub.hub.blobs.is_written_to() == busy {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("busy: {}", !busy);
}

#[tokio::test]
async fn one_request_at_a_time_writes_to_an_upload_and_the_next_goes_on_where_it_broke_off() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let bytes = picture();
    let at = location(&phone, &bytes).await;
    let (say, first) = slowly(&phone, &at, 0);
    say.send(Ok(bytes[..300_000].to_vec())).expect("on its way");
    until_busy(&hub, true).await;
    let told = refused(|| piece(&phone, &at, 0, bytes.clone()), 423).await;
    assert_eq!(told.code, "upload_busy");
    let gone = || phone.ask(Method::DELETE, &at).header("tus-resumable", "1.0.0");
    assert_eq!(refused(gone, 423).await.code, "upload_busy", "nor is it given up under the other's hands");
    assert!(resume(&phone, &at).await <= 300_000, "how far it is can be asked");
    // It breaks off; what came of it stays, and nothing of the requests between.
    say.send(Err(io::Error::other("cut"))).expect("on its way");
    first.await.expect("ran").expect_err("cut by ourselves");
    until_busy(&hub, false).await;
    let have = resume(&phone, &at).await;
    assert!(have <= 300_000, "{have}");
    let rest = piece(&phone, &at, have, bytes[have..].to_vec()).send().await.expect("an answer");
    assert_eq!((rest.status().as_u16(), offset(&rest)), (204, bytes.len()));
    assert_eq!(hub.hub.blobs.read(Hash::of(&bytes)).await.expect("here"), bytes);
}

#[tokio::test]
async fn two_uploads_of_one_file_at_once_are_one_file() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let other = Phone::enrolled(&hub, company.colleague).await;
    let bytes = picture();
    let half = bytes.len() / 2;
    for ends in [true, false] {
        // The first time it goes to its end after the other one, the second time it breaks off there.
        let bytes: Vec<u8> = bytes.iter().map(|byte| byte ^ u8::from(ends)).collect();
        let at = location(&phone, &bytes).await;
        let (say, slow) = slowly(&phone, &at, 0);
        say.send(Ok(bytes[..half].to_vec())).expect("on its way");
        until_busy(&hub, true).await;
        // The colleague knows nothing of it, and neither waits nor is told that it is on its way.
        let fast = location(&other, &bytes).await;
        let done = piece(&other, &fast, 0, bytes.clone()).send().await.expect("an answer");
        assert_eq!((done.status().as_u16(), offset(&done)), (204, bytes.len()));
        if ends {
            say.send(Ok(bytes[half..].to_vec())).expect("on its way");
            drop(say);
            let done = slow.await.expect("ran").expect("an answer");
            assert_eq!((done.status().as_u16(), offset(&done)), (204, bytes.len()));
        } else {
            say.send(Err(io::Error::other("cut"))).expect("on its way");
            slow.await.expect("ran").expect_err("cut by ourselves");
            until_busy(&hub, false).await;
            let have = resume(&phone, &at).await;
            assert!(have <= half, "that somebody else sent it says nothing of whether this phone has it: {have}");
            let rest = piece(&phone, &at, have, bytes[have..].to_vec()).send().await.expect("an answer");
            assert_eq!((rest.status().as_u16(), offset(&rest)), (204, bytes.len()));
        }
        assert_eq!(hub.hub.blobs.read(Hash::of(&bytes)).await.expect("here"), bytes);
        for phone in [&phone, &other] {
            let again = announce(phone, &Hash::of(&bytes).to_string(), bytes.len()).send().await.expect("an answer");
            assert_eq!((again.status().as_u16(), offset(&again)), (201, bytes.len()), "both had it");
        }
    }
    let parts = std::fs::read_dir(hub.data().join("blobs/parts")).expect("a folder").count();
    assert_eq!(parts, 0, "nothing is left of what came twice");
}
