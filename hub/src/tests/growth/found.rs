//! What is found by words and by serial numbers.

use super::reads;
use crate::testing::parts;
use crate::tests::hub;
use fettle_core::domain::parts::MovementDetails;
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::Draft;

#[tokio::test]
async fn a_piece_is_found_at_the_same_cost_however_many_there_are() {
    let (hub, company) = hub().await;
    let kit = parts::store(&hub, &company).await;
    let ledger = &hub.hub.ledger;
    let mut reaches = Vec::new();
    for person in [company.keeper, company.stranger, company.admin] {
        reaches.push(hub.hub.accounts.viewer(person).await.expect("read").expect("there").reach);
    }
    let (mut made, mut measured) = (0, Vec::new());
    for count in [20, 600] {
        let piece = |n: usize| {
            let opening = MovementDetails::opening(kit.board, Quantity::pieces(1), kit.store);
            let serial = Some(format!("SN-{n:05}"));
            parts::moved(hub.fresh().into(), MovementDetails { serial, ..opening })
        };
        let drafts: Vec<Draft> = (made..made + count).map(piece).collect();
        made += count;
        hub.record(ledger.system(), drafts).await;
        let mut work = Vec::new();
        for reach in &reaches {
            for typed in ["SN-00007", "00007", "nothing like it"] {
                work.push(reads(ledger, async { drop(ledger.pieces(reach, typed, 4).await.expect("read")) }).await);
            }
        }
        measured.push(work);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        // The hub looks at what was committed beside the test, which costs some dozens of steps; a walk would cost thousands.
        assert!(*many < *few * 3 / 2 + 100, "few {:?}, many {:?}", measured[0], measured[1]);
    }
}
