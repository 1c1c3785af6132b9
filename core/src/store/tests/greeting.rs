//! Tests of what a greeting changes.

use super::kit::{entry, lines, open, write};
use crate::kernel::{ChainHead, Hash};
use crate::sync::protocol::{Greeting, Stream};
use uuid::Uuid;

fn greeting(epoch: u128, streams: &[(Stream, u64)]) -> Greeting {
    serde_json::from_value(serde_json::json!({
        "version": 1, "epoch": Uuid::from_u128(epoch), "have": ChainHead { number: 0, hash: Hash::of(b"") },
        "streams": streams.iter().map(|(stream, n)| (stream.to_string(), *n)).collect::<std::collections::BTreeMap<_, _>>(),
        "now": 1_000
    }))
    .unwrap()
}

/// Found by the simulator (seed 1016): a person changed centre just when the hub was moved.
#[test]
fn a_stream_that_was_lost_with_the_old_epoch_is_left_at_the_next_greeting() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, other) = (open(here.path()), open(there.path()));
    let centre = Stream::Centre(Uuid::from_u128(9));
    store.greeted(&greeting(1, &[(centre.clone(), 1)])).unwrap();
    let mut news = entry(1, &write(&other, 1, "of the centre", 0), 5);
    news.s = centre;
    store.receive(&[news]).unwrap();
    store.greeted(&greeting(2, &[])).unwrap();
    assert_eq!(lines(&store, 1), ["of the centre"], "a hub that was just restored may have forgotten a permission");
    store.greeted(&greeting(2, &[])).unwrap();
    assert!(lines(&store, 1).is_empty(), "it meant it");
}
