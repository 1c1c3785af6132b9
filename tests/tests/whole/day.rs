//! A working day: from the call to the signed sheet, with the network cut in the middle.

use crate::district::{BOARDS, district, job_on, stock, takes};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::domain::jobs::{Job, Status};
use fettle_core::domain::parts::{Condition, debts};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{BlobRef, Hash};
use fettle_core::screens::Route;
use fettle_hub::export::{Selection, Verdict, check};
use fettle_hub::papers::{Printing, service_report};
use fettle_hub::testing::TestHub;
use fettle_papers::{PaperVerdict, verify_pdf};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_working_day_from_the_call_to_the_signed_sheet() {
    let (hub, d) = district().await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    engineer.sync().await;
    let repair = Repair { phone: &engineer, d: &d, job };

    // At home: judged, agreed, a board taken with its paper, everything packed.
    repair.judge_and_agree();
    repair.ask_for_board();
    engineer.sync().await;
    d.hand_out(&hub).await;
    engineer.sync().await;
    repair.get_ready_and_leave();
    engineer.sync().await;
    colleague.sync().await;
    assert_eq!(colleague.get::<Job>(job).expect("the same centre").status(), Status::Left);

    // On site there is no network. The colleague writes too, unseen.
    let hub = hub.stop().await;
    repair.arrive_and_start();
    repair.photo(0).expect("kept");
    repair.replace_board();
    repair.take_plugs("3").expect("a fact");
    let said = engineer.sync_fails().await;
    assert!(said.waiting > 0);
    let beside = Repair { phone: &colleague, d: &d, job };
    colleague.tap(&beside.at(), "note", &[("text", "钥匙在值班室")]);
    repair.photo(3).expect("kept");
    repair.check_and_complete();
    repair.sign();
    repair.bring_back_board();
    repair.give_back_plugs("3").expect("taken in");
    assert_eq!(engineer.get::<Job>(job).expect("there").status(), Status::Signed, "signed without a network");
    let waiting = engineer.sync_fails().await.waiting;
    assert!(waiting > said.waiting, "nothing is let go of");

    // The network is back, and is cut once more in the middle of a session.
    let hub = hub.start().await;
    let cut = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        hub.stop().await
    };
    let (done, hub) = tokio::join!(engineer.app.sync_once(), cut);
    done.expect("a session");
    let hub = hub.start().await;
    engineer.tap(&Route::PartsBag, "file", &[("number", "LL-7")]);
    quiet(&hub, &[&engineer, &colleague]).await;
    // What he sent back is owed until the keeper has it in hand.
    assert!(takes(&hub).await.iter().all(|(_, take)| !take.on_its_way.is_empty()));
    d.receive_back(&hub).await;
    quiet(&hub, &[&engineer, &colleague]).await;

    let on_hub = job_on(&hub, job).await;
    assert_eq!(on_hub.status(), Status::Signed);
    assert_eq!(on_hub.notes.len(), 1);
    assert!(on_hub.flags.is_empty(), "{:?}", on_hub.flags);
    assert!(on_hub.conflicts().is_empty());
    blobs_are_there(&hub, &engineer, &on_hub).await;
    parts_add_up(&hub, &d).await;
    exported_and_verified(&hub, job).await;
    printed_and_verified(&hub, job).await;
}

/// The report is drawn from the record, and a flipped byte anywhere makes it a changed one.
async fn printed_and_verified(hub: &TestHub, job: JobId) {
    for language in [SheetLanguage::Chinese, SheetLanguage::English, SheetLanguage::Both] {
        let paper =
            service_report(&hub.hub, job, Printing::customers(language, Some(&hub.address))).await.expect("a paper");
        assert!(paper.warnings.is_empty(), "{:?}", paper.warnings);
        let trusted = [fettle_papers::public_key(&hub.hub.key().seed())];
        let report = verify_pdf(&paper.pdf, Some(&trusted));
        assert_eq!(report.verdict, PaperVerdict::True, "{report:?}");
        assert_eq!(report.number.as_deref(), Some(job_on(hub, job).await.number()));
        assert_eq!(verify_pdf(&paper.pdf, None).verdict, PaperVerdict::SignerUnknown);
        for at in (0..paper.pdf.len()).step_by(paper.pdf.len() / 61) {
            let mut changed = paper.pdf.clone();
            changed[at] ^= 1;
            assert_eq!(verify_pdf(&changed, Some(&trusted)).verdict, PaperVerdict::Changed, "byte {at}");
        }
    }
}

/// Both photos with their thumbnails, and the strokes, byte for byte.
async fn blobs_are_there(hub: &TestHub, phone: &Phone, job: &Job) {
    let photos: Vec<_> = job.evidence.iter().flat_map(|fact| &fact.what.photos).collect();
    assert_eq!(photos.len(), 2);
    let sheet = job.current_sheet().expect("signed");
    let pictures = photos.into_iter().flat_map(|photo| photo.blobs());
    let named: Vec<BlobRef> = pictures.chain(sheet.leading().strokes.clone()).collect();
    assert_eq!(named.len(), 5);
    for blob in named {
        let bytes = hub.hub.blobs.read(blob.hash).await.expect("the hub has the blob");
        assert_eq!((Hash::of(&bytes), bytes.len() as u64), (blob.hash, blob.size));
        assert_eq!(bytes, phone.app.store().blob(blob.hash).expect("the phone still has it"));
    }
}

async fn parts_add_up(hub: &TestHub, d: &crate::district::District) {
    let stock = stock(hub).await;
    let whole = |place, card| stock.quantity(place, card) / 1000;
    assert_eq!((whole(d.store, d.board), whole(d.bag, d.board), whole(d.quarantine, d.board)), (1, 0, 1));
    assert_eq!((whole(d.store, d.plug), whole(d.bag, d.plug), whole(d.quarantine, d.plug)), (7, 0, 3));
    let faulty = stock.find(d.board, "OLD-777").expect("scanned");
    assert_eq!((faulty.key.place, faulty.key.condition), (d.quarantine, Condition::Faulty));
    assert!(stock.find(d.board, BOARDS[1]).is_some_and(|line| line.key.place == d.store), "first in, first out");
    assert!(stock.below_zero().next().is_none());
    let all = takes(hub).await;
    assert_eq!(all.len(), 2);
    for (id, take) in &all {
        assert_eq!(debts(*id, take, time(hub.hub.clock.now_ms())), [], "{} is settled", take.number);
        assert!(take.flags.is_empty() && take.unowed.is_empty(), "{take:?}");
    }
}

/// The job's export is true, and not after a change of any kind of line.
async fn exported_and_verified(hub: &TestHub, job: JobId) {
    let trusted = [hub.hub.key().public()];
    let mut bytes = Vec::new();
    hub.hub.export_events(Selection::Job(job), &mut bytes).await.expect("exported");
    let report = check(&bytes, &trusted);
    assert_eq!(report.verdict, Verdict::True, "{report:?}");
    assert_eq!(check(&bytes, &[]).verdict, Verdict::SignerUnknown);
    for at in (0..bytes.len()).step_by(bytes.len() / 97) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let verdict = check(&changed, &trusted).verdict;
        assert!(matches!(verdict, Verdict::Changed | Verdict::Unreadable), "byte {at}: {verdict:?}");
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for left_out in [1, lines.len() / 2, lines.len() - 2, lines.len() - 1] {
        let mut kept = lines.clone();
        kept.remove(left_out);
        assert_ne!(check(&kept.concat(), &trusted).verdict, Verdict::True, "without line {left_out}");
    }
}
