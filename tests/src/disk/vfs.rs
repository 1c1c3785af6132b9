//! The SQLite VFS: the system's own one, with its files' methods wrapped. Locks, shared memory and the rest stay the system's.

#![allow(unsafe_code, reason = "SQLite's VFS is a table of C functions")]

use super::journal::Id;
use super::plan::Op;
use super::state::{Inner, State, Verdict, Why};
use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};
use std::ffi::{CStr, CString, OsStr, c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the VFS points to.
struct Ours {
    disk: Arc<Inner>,
    real: *mut sqlite3_vfs,
    name: CString,
}

/// A VFS under its name; gone with the value.
pub(super) struct Registered {
    vfs: *mut sqlite3_vfs,
    ours: *mut Ours,
}

// SAFETY: both point to memory that only SQLite reads, and that is changed by nobody after registration.
unsafe impl Send for Registered {}
// SAFETY: as above.
unsafe impl Sync for Registered {}

impl Registered {
    pub(super) fn name(&self) -> &str {
        // SAFETY: freed in `drop` only.
        unsafe { (*self.ours).name.to_str().unwrap_or_default() }
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        // SAFETY: registered once. The memory is given back only when no connection is left that could use it.
        unsafe {
            ffi::sqlite3_vfs_unregister(self.vfs);
            if (*self.ours).disk.state().open == 0 {
                drop(Box::from_raw(self.vfs));
                drop(Box::from_raw(self.ours));
            }
        }
    }
}

/// Registers the VFS of `disk`.
pub(super) fn register(disk: &Arc<Inner>) -> Registered {
    let name = CString::new(disk.name.clone()).expect("a name without NUL");
    // SAFETY: the default VFS lives as long as the process; the new one keeps its name and its data alive.
    unsafe {
        let real = ffi::sqlite3_vfs_find(ptr::null());
        assert!(!real.is_null(), "SQLite has a VFS");
        let ours = Box::into_raw(Box::new(Ours { disk: Arc::clone(disk), real, name }));
        let mut vfs = Box::new(ptr::read(real));
        vfs.pNext = ptr::null_mut();
        vfs.zName = (*ours).name.as_ptr();
        vfs.pAppData = ours.cast();
        vfs.xOpen = Some(open);
        vfs.xDelete = Some(delete);
        let vfs = Box::into_raw(vfs);
        assert_eq!(ffi::sqlite3_vfs_register(vfs, 0), ffi::SQLITE_OK, "registered");
        Registered { vfs, ours }
    }
}

/// An open file: its methods, which SQLite finds first, and what they need.
#[repr(C)]
struct OpenFile {
    methods: sqlite3_io_methods,
    real: *const sqlite3_io_methods,
    disk: Arc<Inner>,
    id: Id,
    path: PathBuf,
    /// A log or journal that this opening made, or would have made: its first sync syncs its folder too, as the system's VFS does.
    unsynced_log: AtomicBool,
}

unsafe fn ours<'a>(vfs: *mut sqlite3_vfs) -> &'a Ours {
    // SAFETY: SQLite calls with the VFS that we registered.
    unsafe { &*(*vfs).pAppData.cast::<Ours>() }
}
unsafe fn path_of(disk: &Inner, name: *const c_char) -> PathBuf {
    // SAFETY: a name of SQLite ends with NUL.
    disk.path(Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}
unsafe fn opened<'a>(file: *mut sqlite3_file) -> &'a OpenFile {
    // SAFETY: `open` put the methods there, which stand first in `OpenFile`.
    unsafe { &*(*file).pMethods.cast::<OpenFile>() }
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite keeps its side of the VFS contract; the real VFS gets itself, as its data hang on it.
    unsafe {
        let ours = ours(vfs);
        let Some(real_open) = (*ours.real).xOpen else { return ffi::SQLITE_CANTOPEN };
        if name.is_null() || flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0 {
            return real_open(ours.real, name, file, flags, out);
        }
        (*file).pMethods = ptr::null();
        let path = path_of(&ours.disk, name);
        let mut state = ours.disk.state();
        let fresh = !path.exists();
        if state.dead || (fresh && state.judge(Op::Create, 0, 0) != Verdict::Go) {
            return ffi::SQLITE_CANTOPEN;
        }
        let result = real_open(ours.real, name, file, flags, out);
        if (*file).pMethods.is_null() {
            return result;
        }
        let id = if fresh && path.exists() { state.journal.created(&path) } else { state.known(&path) };
        let real = (*file).pMethods;
        let mut methods = ptr::read(real);
        methods.xClose = Some(close);
        methods.xRead = Some(read);
        methods.xWrite = Some(write);
        methods.xTruncate = Some(truncate);
        methods.xSync = Some(sync);
        let log = flags & (ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL) != 0;
        let made = flags & ffi::SQLITE_OPEN_CREATE != 0;
        let disk = Arc::clone(&ours.disk);
        let wrapped = OpenFile { methods, real, disk, id, path, unsynced_log: AtomicBool::new(made && log) };
        (*file).pMethods = Box::into_raw(Box::new(wrapped)).cast();
        state.open += 1;
        result
    }
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: as in `open`.
    let (disk, path) = unsafe {
        let ours = ours(vfs);
        (&ours.disk, path_of(&ours.disk, name))
    };
    let mut state = disk.state();
    if state.dead {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let Ok(about) = std::fs::metadata(&path) else { return ffi::SQLITE_IOERR_DELETE_NOENT };
    if state.judge(Op::Remove, 0, 0) != Verdict::Go {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let aside = disk.aside(&mut state);
    if std::fs::rename(&path, &aside).is_err() {
        return ffi::SQLITE_IOERR_DELETE;
    }
    state.freed(about.len());
    state.journal.removed(&path, aside, about.len());
    if sync_dir != 0 {
        if state.judge(Op::Sync, 0, 0) != Verdict::Go {
            return ffi::SQLITE_IOERR_DIR_FSYNC;
        }
        sync_folder(&mut state, &path);
    }
    ffi::SQLITE_OK
}

fn sync_folder(state: &mut State, path: &Path) {
    if let Some(dir) = path.parent() {
        state.journal.dir_synced(dir);
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite uses the file no more after this; the box came from `open`.
    unsafe {
        let wrapped = Box::from_raw((*file).pMethods.cast::<OpenFile>().cast_mut());
        let result = (*wrapped.real).xClose.map_or(ffi::SQLITE_OK, |real| real(file));
        (*file).pMethods = ptr::null();
        wrapped.disk.closed_one();
        result
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: the file is open.
    let opened = unsafe { opened(file) };
    let length = usize::try_from(amount).unwrap_or(0);
    if opened.disk.state().judge(Op::Read, length, 0) != Verdict::Go {
        return ffi::SQLITE_IOERR_READ;
    }
    // SAFETY: the arguments are SQLite's.
    unsafe { (*opened.real).xRead.map_or(ffi::SQLITE_IOERR_READ, |real| real(file, to, amount, at)) }
}

/// Bytes of the file as it is.
unsafe fn bytes(file: *mut sqlite3_file, opened: &OpenFile, at: u64, length: u64) -> Result<Vec<u8>, c_int> {
    let (Ok(amount), Ok(from)) = (c_int::try_from(length), i64::try_from(at)) else {
        return Err(ffi::SQLITE_IOERR_READ);
    };
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    if amount > 0 {
        // SAFETY: the buffer has the length that is asked for.
        let result = unsafe {
            (*opened.real).xRead.map_or(ffi::SQLITE_IOERR_READ, |r| r(file, bytes.as_mut_ptr().cast(), amount, from))
        };
        if result != ffi::SQLITE_OK {
            return Err(result);
        }
    }
    Ok(bytes)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: the file is open, and `from` has `amount` bytes.
    let (opened, new) =
        unsafe { (opened(file), std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap_or(0))) };
    let mut state = opened.disk.state();
    let (size, start) = (state.journal.size(opened.id), u64::try_from(at).unwrap_or(0));
    let verdict = state.judge(Op::Write, new.len(), (start + new.len() as u64).saturating_sub(size));
    let (part, after) = match verdict {
        Verdict::Go => (new, ffi::SQLITE_OK),
        Verdict::Part(part, why) => (new.get(..part).unwrap_or_default(), failed(why, ffi::SQLITE_IOERR_WRITE)),
    };
    if !part.is_empty() {
        let overlap = size.min(start + part.len() as u64).saturating_sub(start);
        // SAFETY: the arguments are SQLite's, and `part` is not longer than what it gave.
        let result = unsafe {
            match bytes(file, opened, start, overlap) {
                Ok(old) => {
                    let amount = c_int::try_from(part.len()).unwrap_or(0);
                    let done =
                        (*opened.real).xWrite.map_or(ffi::SQLITE_IOERR_WRITE, |real| real(file, from, amount, at));
                    if done == ffi::SQLITE_OK {
                        state.journal.wrote(opened.id, start, old, part);
                    }
                    done
                }
                Err(code) => code,
            }
        };
        if result != ffi::SQLITE_OK {
            return result;
        }
    }
    after
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, to: i64) -> c_int {
    // SAFETY: the file is open.
    let opened = unsafe { opened(file) };
    let mut state = opened.disk.state();
    if let Verdict::Part(_, why) = state.judge(Op::Truncate, 0, 0) {
        return failed(why, ffi::SQLITE_IOERR_TRUNCATE);
    }
    let (size, end) = (state.journal.size(opened.id), u64::try_from(to).unwrap_or(0));
    // SAFETY: the arguments are SQLite's.
    unsafe {
        let tail = match bytes(file, opened, end.min(size), size.saturating_sub(end)) {
            Ok(tail) => tail,
            Err(code) => return code,
        };
        let done = (*opened.real).xTruncate.map_or(ffi::SQLITE_IOERR_TRUNCATE, |real| real(file, to));
        if done == ffi::SQLITE_OK && end < size {
            state.freed(size - end);
            state.journal.cut(opened.id, end, tail);
        }
        done
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: the file is open.
    let opened = unsafe { opened(file) };
    let mut state = opened.disk.state();
    if let Verdict::Part(_, why) = state.judge(Op::Sync, 0, 0) {
        return failed(why, ffi::SQLITE_IOERR_FSYNC);
    }
    // The journal stands for the disk: the bytes need not really get there.
    state.journal.synced(opened.id);
    if opened.unsynced_log.swap(false, Ordering::Relaxed) {
        sync_folder(&mut state, &opened.path);
    }
    ffi::SQLITE_OK
}

fn failed(why: Why, otherwise: c_int) -> c_int {
    match why {
        Why::Full => ffi::SQLITE_FULL,
        Why::Error => otherwise,
    }
}
