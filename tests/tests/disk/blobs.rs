//! Files beside the database, step by step: what is reported is durable, and nothing trusts what another process left unsynced.

use super::notes::{Platform, setup};
use fettle_core::kernel::Hash;
use fettle_core::store::{Files, Store};
use fettle_hub::blobs::BlobFolder;
use fettle_tests::disk::{Disk, How, On, Op, Plan};
use std::io::Result;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// Files that say names are durable and do nothing for it.
#[derive(Debug)]
struct Lazy(Arc<dyn Files>);

impl Files for Lazy {
    fn make_dir(&self, dir: &Path) -> Result<()> {
        self.0.make_dir(dir)
    }
    fn create(&self, file: &Path) -> Result<()> {
        self.0.create(file)
    }
    fn write(&self, file: &Path, at: u64, bytes: &[u8]) -> Result<()> {
        self.0.write(file, at, bytes)
    }
    fn sync(&self, file: &Path) -> Result<()> {
        self.0.sync(file)
    }
    fn sync_dir(&self, _: &Path) -> Result<()> {
        Ok(())
    }
    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.0.rename(from, to)
    }
    fn remove(&self, file: &Path) -> Result<()> {
        self.0.remove(file)
    }
}

/// The disk itself is tested too: without syncing folders the photo has to get lost.
#[test]
fn a_photo_that_was_kept_outlives_the_power_by_its_folders_only() {
    for lazy in [false, true] {
        let root = tempfile::tempdir().unwrap();
        let (disk, platform) = (Disk::new(root.path(), 1), Platform::default());
        let open = || {
            let mut setup = setup(&root.path().join("phone"), &platform, Some(&disk));
            if lazy {
                setup.files = Arc::new(Lazy(disk.files()));
            }
            Store::open(setup, 0).unwrap().store
        };
        drop(open());
        disk.settle();
        let store = open();
        let blob = store.put_blob(b"photo", "image/jpeg").unwrap();
        disk.kill();
        drop(store);
        disk.power_loss_of_all();
        assert_eq!(open().blob(blob.hash).is_ok(), !lazy, "lazy {lazy}");
    }
}

/// The hub reports a blob that it finds in place; the process that put it there may have been killed before it was durable.
#[test]
fn a_blob_found_in_place_is_made_durable_before_it_is_trusted() {
    let (bytes, hash) = (b"signature".as_slice(), Hash::of(b"signature"));
    let send = |folder: &BlobFolder, id: u128| {
        let id = Uuid::from_u128(id);
        folder.append(id, 0, bytes)?;
        folder.sync(id)?;
        folder.adopt(id, hash)
    };
    let mut renamed = 0;
    for k in 1.. {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path(), k);
        std::fs::create_dir_all(root.path().join("blobs/parts")).unwrap();
        let folder = BlobFolder::new(&root.path().join("blobs")).on(disk.files());
        disk.plan(Plan::fail(On::Only(Op::Sync), k, How::Kill));
        if send(&folder, 1).is_ok() {
            break;
        }
        disk.restart();
        renamed += u64::from(folder.path(hash).exists());
        send(&folder, 2).unwrap();
        disk.kill();
        disk.power_loss_of_all();
        assert_eq!(std::fs::read(folder.path(hash)).unwrap(), bytes, "reported, then lost; killed at sync {k}");
    }
    assert!(renamed > 0, "a kill between renaming and syncing was met");
}

/// A store that was killed before it entered a photo does not keep the photo's bytes for ever.
#[test]
fn a_photo_that_was_never_entered_leaves() {
    for k in 1.. {
        let root = tempfile::tempdir().unwrap();
        let (disk, platform) = (Disk::new(root.path(), k), Platform::default());
        let home = root.path().join("phone");
        let open = || Store::open(setup(&home, &platform, Some(&disk)), 0).unwrap().store;
        let store = open();
        disk.plan(Plan::kill(k));
        if store.put_blob(b"photo", "image/jpeg").is_ok() {
            break;
        }
        drop(store);
        disk.restart();
        let store = open();
        store.prune(0).unwrap();
        let known = store.blob_state(Hash::of(b"photo")).unwrap().is_some();
        assert_eq!(super::script::blob_files(&home).len(), usize::from(known), "killed at {k}");
    }
}
