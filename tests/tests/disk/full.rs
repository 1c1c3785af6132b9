//! A disk that fills up at any byte: a clear code, nothing lost, and everything goes on once there is room.

use super::notes::foreign;
use super::script::{Work, blob_files};
use fettle_tests::disk::{Disk, Plan};

#[test]
fn a_full_phone_says_so_keeps_everything_and_goes_on() {
    let foreign = foreign();
    let mut met = 0;
    for budget in (0..).map(|n| n * 3000) {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path(), budget);
        let mut work = Work::new(&disk, root.path(), &foreign);
        disk.plan(Plan::space(budget));
        let Err(e) = work.go_on() else { break };
        met += 1;
        assert_eq!(e.code(), "store_full", "{budget}: {e}");
        let begun = work.next > 0;
        if begun {
            // It still opens and shows everything, with no room at all.
            disk.plan(Plan::space(0));
            work.check();
            work.close();
            work.check();
        }
        disk.plan(Plan::none());
        work.go_on().unwrap_or_else(|e| panic!("{budget}: {e}"));
        work.check();
        let unfinished = blob_files(&root.path().join("phone")).into_iter().find(|file| file.extension().is_some());
        assert_eq!(unfinished, None, "{budget}");
    }
    assert!(met > 20, "{met}");
}
