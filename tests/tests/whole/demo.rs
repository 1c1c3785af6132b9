//! The demo as a user gets it: twelve faults played through the phones' screens, the paper's table of causes, twelve papers that verify.

use fettle_core::domain::jobs::{Job, Status};
use fettle_hub::demo::{Demo, play};
use fettle_papers::{PaperVerdict, public_key, verify_pdf};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_months_end_with_the_papers_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let demo = Demo { folder: folder.path().to_owned(), port: 0, fonts: None };
    let mut told = 0;
    let played = play(&demo, &mut |_| told += 1).await.expect("played to its end");
    assert!(told >= 12, "progress is shown");

    let counts: Vec<_> = played.causes.iter().map(|line| u64::from(line.count)).collect();
    let tenths: Vec<_> = played.causes.iter().map(|line| u64::from(line.tenths)).collect();
    assert_eq!(counts, [3, 2, 1, 1, 4, 0, 0, 0, 1]);
    assert_eq!(tenths, [250, 167, 83, 83, 333, 0, 0, 0, 83]);

    let key = public_key(&played.hub.key().seed());
    let mut numbers = BTreeSet::new();
    for path in &played.papers {
        let report = verify_pdf(&std::fs::read(path).expect("a file"), Some(&[key]));
        assert_eq!(report.verdict, PaperVerdict::True, "{}: {report:?}", path.display());
        numbers.insert(report.number.expect("a number"));
    }
    assert_eq!((played.papers.len(), numbers.len()), (12, 12), "one paper a job");
    for (_, job) in played.hub.ledger.all::<Job>().await.expect("read") {
        let job = job.state;
        assert!(
            job.status() == Status::Closed && job.open_flags().next().is_none(),
            "{}: {:?}",
            job.number(),
            job.flags
        );
    }
    // Its company came in as a batch like any other: it is listed, and can be taken back.
    let batches = fettle_hub::import::batch::list(&played.hub, None, 10).await.expect("read");
    assert_eq!(batches.len(), 1);
    assert!(batches[0].name.contains("Sample company") && batches[0].state == fettle_hub::import::batch::State::Done);
    played.hub.stop();
    played.serving.await.expect("joined").expect("an orderly end");
}
