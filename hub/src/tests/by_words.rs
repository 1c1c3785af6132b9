//! Jobs that are looked for by words: what that costs hangs on what answers, not on how many jobs there are. Counted as in [`super::growth`].

use super::growth::reads;
use super::hub;
use crate::ledger::{Jobs, Which};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Status;
use fettle_core::kernel::Draft;
use fettle_core::text::Lang;

#[tokio::test]
async fn jobs_by_words_cost_the_same_however_many_there_are() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let mut reaches = Vec::new();
    for person in [company.desk, company.stranger, company.admin] {
        reaches.push(hub.hub.accounts.viewer(person).await.expect("read").expect("there").reach);
    }
    let mut measured = Vec::new();
    for count in [200, 2_800] {
        let job = |_| {
            let job: JobId = hub.fresh().into();
            hub.report(&company, job, format!("G-{job}"))
        };
        let reported: Vec<Draft> = (0..count).map(job).collect();
        hub.record(ledger.system(), reported).await;
        // What the hub does by itself after a commit is none of it.
        ledger.look_at_sheets().await.expect("looked");
        let mut work = Vec::new();
        for reach in &reaches {
            for which in [Which::Any, Which::Open, Which::Is(Status::Closed)] {
                let asks = Jobs { which, words: "没有这个词", ..Jobs::all(reach, Lang::Zh) };
                work.push(reads(ledger, async { drop(ledger.jobs(&asks, None, 25).await.expect("read")) }).await);
                work.push(reads(ledger, async { ledger.count_jobs(&asks, 100).await.map(drop).expect("read") }).await);
            }
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        // The hub looks at what was committed beside the test, which costs some dozens of steps; a walk would cost thousands.
        assert!(*many < *few * 3 / 2 + 300, "few {:?}, many {:?}", measured[0], measured[1]);
    }
}
