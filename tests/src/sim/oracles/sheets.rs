//! Every sheet that was signed still verifies: its bytes give the hash that the signature names, and the strokes are there.

use crate::sim::world::World;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::{Sheet, hash_hex};
use fettle_core::kernel::Hash;

pub async fn check(world: &mut World) {
    let hub = std::sync::Arc::clone(world.hub.hub());
    for (id, job) in hub.ledger.all::<Job>().await.expect("reads") {
        for sheet in &job.state.sheets {
            let text = sheet.signed.sheet.text().unwrap_or_default();
            let bytes = text.as_bytes();
            let named = &sheet.signed.signature.sheet_hash;
            if hash_hex(bytes) != *named || sheet.hash.to_string() != *named {
                world.violate(format!("job {id}: the sheet is not what was signed"));
            }
            match Sheet::parse(bytes).and_then(|sheet| sheet.canonical_bytes()) {
                Ok(again) if again == bytes => {}
                other => world.violate(format!("job {id}: the sheet does not read: {:?}", other.err())),
            }
            if let Some(strokes) = &sheet.signed.strokes {
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
