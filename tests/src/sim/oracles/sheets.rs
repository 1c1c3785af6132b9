//! Every document that was signed still verifies: its bytes give the hash that every answer names, say what stands beside them, and the strokes
//! are there.

use crate::sim::world::World;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::document::{Answer, DocumentKind};
use fettle_core::domain::jobs::sheet::hash_hex;
use fettle_core::kernel::Hash;

pub async fn check(world: &mut World) {
    let hub = std::sync::Arc::clone(world.hub.hub());
    for (id, job) in hub.ledger.all::<Job>().await.expect("reads") {
        for signed in &job.state.documents {
            let text = signed.document.text.text().unwrap_or_default();
            let bytes = text.as_bytes();
            let hash = hash_hex(bytes);
            let bound = |answer: &Answer| answer.signature.document_hash == hash;
            if signed.hash().to_string() != hash || !signed.answers().all(|answered| bound(&answered.answer)) {
                world.violate(format!("job {id}: the document is not what was signed"));
            }
            let again = match signed.document.kind {
                DocumentKind::DailyReport => signed.document.daily().and_then(|daily| daily.canonical_bytes()),
                _ => signed.document.sheet().and_then(|sheet| sheet.canonical_bytes()),
            };
            match again {
                Ok(again) if again == bytes => {}
                other => world.violate(format!("job {id}: the document does not read: {:?}", other.err())),
            }
            if signed.document.agrees() != Some(true) {
                world.violate(format!("job {id}: what stands beside the document is not what it says"));
            }
            for strokes in signed.answers().filter_map(|answered| answered.answer.strokes.as_ref()) {
                match hub.blobs.read(strokes.hash).await {
                    Ok(bytes) if Hash::of(&bytes) == strokes.hash => {}
                    // Lost with the hub, and with the only phone that had them: the sheet and its hash are still what was signed.
                    Err(_) if world.nobody_has(&strokes.hash.to_string()) => {}
                    _ => world.violate(format!("job {id}: the strokes of a signature are gone")),
                }
            }
        }
    }
}
