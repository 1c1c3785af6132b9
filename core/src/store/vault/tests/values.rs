//! Sealed values: changed bytes and other places do not open; every column of bytes is known.

use super::super::values::COLUMNS;
use super::kit::Fuse;
use crate::store::tests::kit::open;
use crate::store::vault::Vault;
use crate::store::{MemoryKeys, Seal, SealError};
use proptest::prelude::*;
use std::sync::Arc;

fn vault() -> Vault {
    let vault = Vault::new(Arc::new(MemoryKeys::default()), Fuse::default().random());
    // Two keys, so that a changed number can name another one.
    vault.make_key(0).unwrap();
    let key = vault.make_key(0).unwrap();
    vault.seal_with(key.number);
    vault
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_flipped_bit_opens(plain in prop::collection::vec(any::<u8>(), 0..200), place in "[a-z]{1,8}/[0-9]{1,4}") {
        let vault = vault();
        let sealed = vault.seal(&place, &plain).unwrap();
        prop_assert_eq!(vault.open(&place, &sealed).unwrap(), plain);
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(vault.open(&place, &changed).is_err(), "bit {} opens", bit);
        }
        for cut in 0..sealed.len() {
            prop_assert!(vault.open(&place, &sealed[..cut]).is_err(), "cut to {} opens", cut);
        }
    }

    #[test]
    fn no_other_place_opens(a in "[a-z]{1,8}/[0-9]{1,4}", b in "[a-z]{1,8}/[0-9]{1,4}", plain in any::<Vec<u8>>()) {
        prop_assume!(a != b);
        let vault = vault();
        let (at_a, at_b) = (vault.seal(&a, &plain).unwrap(), vault.seal(&b, &plain).unwrap());
        prop_assert_ne!(&at_a, &at_b);
        prop_assert_eq!(vault.open(&a, &at_b).unwrap_err(), SealError::closed(&a));
        prop_assert_eq!(vault.open(&b, &at_a).unwrap_err(), SealError::closed(&b));
    }
}

#[test]
fn the_same_value_twice_is_sealed_differently() {
    let vault = vault();
    assert_ne!(vault.seal("a", b"x").unwrap(), vault.seal("a", b"x").unwrap());
}

/// Whoever adds a column of bytes says here whether it is sealed; a sealed one that is not in `COLUMNS` would be lost with the next key.
#[test]
fn every_column_of_bytes_is_sealed_or_tells_nothing() {
    const IDS_AND_HASHES: &[&str] = &[
        "identity.device",
        "identity.epoch",
        "event.id",
        "event.subject",
        "event.device",
        "outbox.event",
        "outbox.hash",
        "projection.subject",
        "projection.parent",
        "stock_line.place",
        "stock_line.card",
        "stock_entry.source",
        "place_closed.place",
        "place_closed.stocktake",
        "fold.at",
        "code.subject",
        "find_doc.subject",
        "find_doc.words",
        "about.what",
        "about.subject",
        "membership.subject",
        "forgotten.subject",
        "unfiled.subject",
        "blob.hash",
        "blob_use.hash",
        "blob_use.subject",
        "doomed.hash",
        "blob_part.hash",
        "salvaged.device",
        "identity.witness",
        "identity.witness_next",
        "identity.returned",
        "event.repeats",
        "predecessor.device",
        "doubt.event",
        "former.device",
        "former.event",
        "former.hash",
        "salvaged.before",
        "salvaged.hash",
        "bundle.hash",
        "bundle.device",
    ];
    let dir = tempfile::tempdir().unwrap();
    let found: Vec<String> = open(dir.path())
        .read(|tx, _| {
            let mut stmt = tx.prepare(
                "SELECT s.name || '.' || c.name FROM sqlite_schema s, pragma_table_xinfo(s.name) c
                 WHERE s.type = 'table' AND c.type = 'BLOB' AND s.name NOT LIKE 'sqlite_%'",
            )?;
            Ok(stmt.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
        })
        .unwrap();
    let sealed: Vec<String> =
        COLUMNS.iter().map(|c| format!("{}.{}", c.table, c.value)).chain(["draft.doc".to_owned()]).collect();
    for column in &found {
        assert!(sealed.contains(column) || IDS_AND_HASHES.contains(&column.as_str()), "{column}: sealed or not?");
    }
    for column in &sealed {
        assert!(found.contains(column), "{column} is no column");
    }
}
