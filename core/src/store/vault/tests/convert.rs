//! A store of version 1, whose values stand plain.

use super::kit::{Fuse, Keys, raw, refuse_plain, setup};
use crate::kernel::Hash;
use crate::store::blob_files;
use crate::store::tests::kit::{HERE, lines, note, write};
use crate::store::{KeyStore, Store};
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::Arc;

const PHOTO: &[u8] = b"PLAIN bytes of a photo that lie in a file of their own";
const PIECE: &[u8] = b"PLAIN piece of a download";
const SECRETS: &[&[u8]] =
    &[b"PLAIN", b"an early line", b"line 0", b"line 2", b"check/1", b"half", b"PRINTED-1", b"upload-7"];

/// The saved file, with what its test did not put in.
fn saved(home: &Path) -> [u8; 32] {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/store/v1.db");
    std::fs::copy(file, home.join("fettle.db")).unwrap();
    let conn = Connection::open(home.join("fettle.db")).unwrap();
    let (hash, part) = (Hash::of(PHOTO), Hash::of(b"whole"));
    for (hash, local, url) in [(hash, 1, Some("https://hub/upload-7")), (part, 0, None)] {
        conn.execute(
            "INSERT INTO blob (hash, size, media, local, mine, uploaded, wanted, upload_url)
                 VALUES (?1, 50, 'image/jpeg', ?2, ?2, 0, 1 - ?2, ?3)",
            params![hash.bytes(), local, url],
        )
        .unwrap();
        conn.execute(
            "INSERT INTO blob_use (hash, kind, subject) VALUES (?1, 'note', ?2)",
            params![hash.bytes(), note(1).id().as_bytes()],
        )
        .unwrap();
    }
    conn.execute(
        "INSERT INTO blob_part (hash, start, length, bytes) VALUES (?1, 0, ?2, ?3)",
        params![part.bytes(), i64::try_from(PIECE.len()).unwrap(), PIECE],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO code (code, kind, subject) VALUES ('PRINTED-1', 'note', ?1)",
        params![note(1).id().as_bytes()],
    )
    .unwrap();
    let path = blob_files::path(home, hash);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, PHOTO).unwrap();
    std::fs::write(path.with_extension("new"), PHOTO).unwrap();
    conn.query_row("SELECT secret FROM identity", [], |r| r.get::<_, Vec<u8>>(0)).unwrap().try_into().unwrap()
}

fn whole(store: &Store, seed: [u8; 32]) {
    assert_eq!(lines(store, 1), ["an early line", "line 0", "line 1", "line 2"]);
    assert_eq!(store.unsent().unwrap().len(), 3);
    assert_eq!(store.cursors().unwrap()[&HERE], 1);
    assert_eq!(store.draft_get("check/1").unwrap().as_deref(), Some("half"));
    assert_eq!(store.identity().unwrap().key.seed(), seed);
    assert_eq!(store.blob(Hash::of(PHOTO)).unwrap(), PHOTO);
    let upload = store.next_upload(&Default::default()).unwrap().unwrap();
    assert_eq!(upload.url.as_deref(), Some("https://hub/upload-7"));
    let (_, here) = store.next_download(&Default::default()).unwrap().unwrap();
    assert_eq!(here, PIECE.len() as u64);
    assert_eq!(store.by_code("PRINTED-1").unwrap(), [note(1)]);
    // The piece opens: put together it is something else than announced, which is said by its hash.
    assert_eq!(store.blob_whole(Hash::of(b"whole")).unwrap_err().code(), "hash_mismatch");
}

#[test]
fn is_sealed_at_the_first_opening_and_nothing_plain_remains() {
    let dir = tempfile::tempdir().unwrap();
    let seed = saved(dir.path());
    assert!(raw(dir.path()).iter().any(|(_, b)| b.windows(32).any(|w| w == seed)), "the test sees plain text");
    let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
    let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
    // While the app runs, with the log beside the file.
    refuse_plain(dir.path(), SECRETS);
    refuse_plain(dir.path(), &[&seed]);
    whole(&store, seed);
    write(&store, 2, "PLAIN of today", 9);
    drop(store);
    refuse_plain(dir.path(), SECRETS);
    let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
    assert_eq!(lines(&store, 2), ["PLAIN of today"]);
}

#[test]
fn a_kill_at_any_point_of_it_loses_nothing() {
    let mut draws = 0;
    loop {
        let dir = tempfile::tempdir().unwrap();
        let seed = saved(dir.path());
        let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
        let first = setup(dir.path(), &keys, &fuse);
        fuse.set(draws);
        let broke = match Store::open(first, 0) {
            Ok(_) => false,
            Err(e) => {
                assert_eq!(e.code(), "store_failed");
                true
            }
        };
        let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
        whole(&store, seed);
        drop(store);
        refuse_plain(dir.path(), SECRETS);
        assert!(keys.inner.get("vault/1").unwrap().is_some());
        assert!(keys.inner.get("vault/2").unwrap().is_none(), "one key is enough");
        if !broke {
            break;
        }
        draws += 1;
    }
    assert!(draws > 10, "there were points to break at: {draws}");
}
