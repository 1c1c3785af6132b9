//! The disk by itself: plain SQLite on it.

use fettle_tests::disk::{Disk, How, On, Op, Plan};
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use std::path::Path;

fn open(disk: &Disk, file: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags_and_vfs(file, OpenFlags::default(), disk.vfs().as_str())?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.execute_batch("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, text TEXT)")?;
    Ok(conn)
}
fn put(conn: &Connection, n: i64) -> rusqlite::Result<usize> {
    conn.execute("INSERT INTO t VALUES (?1, ?2)", params![n, "x".repeat(700)])
}
fn count(conn: &Connection) -> i64 {
    conn.query_row("SELECT count(*) FROM t", [], |r| r.get(0)).unwrap()
}
fn sound(conn: &Connection) {
    let verdict: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}
/// Inserts rows until one fails; how many were committed.
fn work(disk: &Disk, file: &Path, from: i64) -> i64 {
    let mut done = from;
    if let Ok(conn) = open(disk, file) {
        for n in from..from + 20 {
            if put(&conn, n).is_err() {
                break;
            }
            done = n + 1;
            if n % 7 == 6 {
                conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).ok();
            }
        }
    }
    done
}

#[test]
fn power_loss_keeps_what_was_committed_and_nothing_half() {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::new(dir.path(), 1);
    let file = dir.path().join("whole/a.db");
    std::fs::create_dir(dir.path().join("whole")).unwrap();
    let before = disk.counts().changes();
    work(&disk, &file, 0);
    let changes = disk.counts().changes() - before;
    assert!(changes > 60, "{changes}");
    let mut lost = 0;
    for k in 1..=changes {
        for seed in 0..4 {
            let dir = tempfile::tempdir().unwrap();
            let disk = Disk::new(dir.path(), k * 100 + seed);
            std::fs::create_dir(dir.path().join("s")).unwrap();
            let file = dir.path().join("s/a.db");
            disk.plan(Plan::kill(k));
            let done = work(&disk, &file, 0);
            assert!(disk.dead(), "killed at {k}");
            disk.power_loss();
            let conn = open(&disk, &file).unwrap();
            sound(&conn);
            let found = count(&conn);
            assert!(found == done || found == done + 1, "{found} of {done} at {k}");
            lost += u64::from(found == done);
            put(&conn, 1000).unwrap();
        }
    }
    assert!(lost > 0, "the loss of what was not synced was seen");
}

/// The disk itself is tested: without syncing, commits have to get lost, and files to break.
#[test]
fn a_database_that_does_not_sync_loses_and_breaks() {
    let (mut lost, mut broken) = (0, 0);
    for seed in 0..40 {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::new(dir.path(), seed);
        std::fs::create_dir(dir.path().join("s")).unwrap();
        let file = dir.path().join("s/a.db");
        drop(open(&disk, &file).unwrap());
        disk.settle();
        let conn = open(&disk, &file).unwrap();
        conn.pragma_update(None, "synchronous", "OFF").unwrap();
        for n in 0..30 {
            put(&conn, n).unwrap();
            if n % 10 == 9 {
                conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
            }
        }
        disk.kill();
        drop(conn);
        disk.power_loss();
        let state = open(&disk, &file).and_then(|conn| {
            let verdict: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0))?;
            Ok((verdict, conn.query_row("SELECT count(*) FROM t", [], |r| r.get::<_, i64>(0))?))
        });
        match state {
            Ok((verdict, found)) if verdict == "ok" => lost += i32::from(found < 30),
            _ => broken += 1,
        }
    }
    assert!(lost > 0 && broken > 0, "lost {lost}, broken {broken}");
}

#[test]
fn the_same_seed_gives_the_same_files() {
    let run = || {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::new(dir.path(), 77);
        std::fs::create_dir(dir.path().join("s")).unwrap();
        let file = dir.path().join("s/a.db");
        let mut found = Vec::new();
        for round in 0..6 {
            disk.plan(Plan::kill(23 + round));
            let done = work(&disk, &file, round.cast_signed() * 1000);
            disk.power_loss();
            let conn = open(&disk, &file).unwrap();
            found.push((done, count(&conn), disk.counts()));
        }
        found
    };
    assert_eq!(run(), run());
}

#[test]
fn a_full_disk_says_so_and_has_room_again() {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::new(dir.path(), 3);
    std::fs::create_dir(dir.path().join("s")).unwrap();
    let file = dir.path().join("s/a.db");
    let conn = open(&disk, &file).unwrap();
    put(&conn, 1).unwrap();
    disk.plan(Plan::space(6000));
    let code = (2..).find_map(|n| put(&conn, n).err()).unwrap().sqlite_error_code();
    assert_eq!(code, Some(ErrorCode::DiskFull));
    let found = count(&conn);
    assert!(disk.struck() && found >= 1);
    disk.plan(Plan::none());
    put(&conn, 1000).unwrap();
    assert_eq!(count(&conn), found + 1);
    sound(&conn);
}

#[test]
fn single_errors_surface_and_leave_sound_files() {
    for op in [Op::Read, Op::Write, Op::Sync, Op::Truncate, Op::Create] {
        for how in [How::Error, How::Short, How::Full] {
            for n in 1..12 {
                let dir = tempfile::tempdir().unwrap();
                let disk = Disk::new(dir.path(), n);
                std::fs::create_dir(dir.path().join("s")).unwrap();
                let file = dir.path().join("s/a.db");
                disk.plan(Plan::fail(On::Only(op), n, how));
                let done = work(&disk, &file, 0);
                disk.plan(Plan::none());
                let conn = open(&disk, &file).unwrap();
                sound(&conn);
                assert!(count(&conn) >= done, "{op:?} {how:?} {n}");
            }
        }
    }
}

#[test]
fn two_disks_and_many_threads_do_not_meet() {
    let dir = tempfile::tempdir().unwrap();
    let disks: Vec<_> = (0..2).map(|n| Disk::new(&dir.path().join(format!("disk{n}")), n)).collect();
    // Before the threads begin: on a busy machine they may be done before this one goes on.
    disks[0].plan(Plan::fail(On::Change, 40, How::Kill));
    std::thread::scope(|scope| {
        for (which, disk) in disks.iter().enumerate() {
            for thread in 0..3 {
                let home = dir.path().join(format!("disk{which}/{thread}"));
                std::fs::create_dir(&home).unwrap();
                scope.spawn(move || work(disk, &home.join("a.db"), 0));
            }
        }
    });
    assert!(disks[0].dead() && !disks[1].dead());
    disks[0].power_loss();
    for (which, disk) in disks.iter().enumerate() {
        for thread in 0..3 {
            let conn = open(disk, &dir.path().join(format!("disk{which}/{thread}/a.db"))).unwrap();
            sound(&conn);
            assert!(which == 0 || count(&conn) == 20);
        }
    }
}
