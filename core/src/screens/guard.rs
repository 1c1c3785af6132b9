//! The app's lock: when it closes, and who may open it. A PIN or passphrase, kept as an argon2id hash in a sealed value; wrong tries cost
//! growing waits, which count on the clock that nobody can set and start over when the phone or app restarts: neither helps a thief.

use super::error::Problem;
use crate::kernel::Reading;
use crate::store::Store;
use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Fewest characters of a PIN or passphrase.
pub(crate) const SHORTEST: usize = 6;
/// More are not hashed.
const LONGEST: usize = 128;
/// Minutes without a tap until the app locks, unless the person says otherwise.
pub(crate) const MINUTES: u32 = 5;
const MOST_MINUTES: u32 = 120;
/// Waits in seconds after the fourth, fifth ... wrong try in a row; the last one for all that follow.
const WAITS_S: [u64; 6] = [0, 30, 60, 300, 900, 3600];
const FREE_TRIES: u32 = 3;
/// So far the network may put a wall clock back within one use, in milliseconds.
const CORRECTED_MS: i64 = 30_000;

/// Whether the phone's own check (fingerprint, face, its screen lock) knows its owner. Brought by the platform; may take as long as the
/// person does.
pub trait OwnerCheck: Send + Sync {
    /// Whether the phone can ask now: where it cannot, nothing offers it.
    fn available(&self) -> bool;
    /// Asks, saying `why`. False: not the owner, cancelled, or not available.
    fn check(&self, why: &str) -> bool;
}

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// argon2id, in PHC form.
    hash: String,
    minutes: u32,
    /// Wrong tries in a row.
    failed: u32,
    wait: Option<Wait>,
}

/// Until then no try counts.
#[derive(Serialize, Deserialize)]
struct Wait {
    left_ms: u64,
    /// Since this reading.
    mono_ms: u64,
    boot: Uuid,
}

/// What a screen says of the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Whether there is a lock.
    pub set: bool,
    pub locked: bool,
    /// Without a tap until it locks.
    pub minutes: u32,
    /// Until the next try, rounded up; 0: at once.
    pub wait_minutes: u64,
}

/// The lock of one running app. It begins locked.
#[derive(Default)]
pub(crate) struct Guard(Mutex<Open>);

#[derive(Default)]
struct Open {
    open: bool,
    /// The last tap.
    last: Option<Reading>,
}

impl Guard {
    fn state(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the lock stands.
    pub fn look(&self, store: &Store, now: Reading) -> Result<Look, Problem> {
        let Some(kept) = load(store)? else { return Ok(Look { minutes: MINUTES, ..Look::default() }) };
        let mut state = self.state();
        let idle = |last: &Reading| idle_ms(last, now).is_none_or(|passed| passed >= u64::from(kept.minutes) * 60_000);
        if state.last.as_ref().is_none_or(idle) {
            state.open = false;
        }
        let wait_minutes = left_ms(&kept, now).div_ceil(60_000);
        Ok(Look { set: true, locked: !state.open, minutes: kept.minutes, wait_minutes })
    }
    /// A tap: the time without one starts over.
    pub fn tapped(&self, now: Reading) {
        self.state().last = Some(now);
    }
    /// Locks at once.
    pub fn close(&self) {
        self.state().open = false;
    }
    /// The phone's owner is there.
    pub fn open(&self, now: Reading) {
        *self.state() = Open { open: true, last: Some(now) };
    }

    /// Opens with a PIN. Counted before it is looked at: ending the app in between saves no try.
    pub fn unlock(&self, store: &Store, now: Reading, pin: &str) -> Result<(), Problem> {
        if let Some(mut kept) = load(store)? {
            try_pin(store, &mut kept, now, pin)?;
        }
        self.open(now);
        Ok(())
    }
    /// Sets or changes PIN and minutes; `old` is the PIN that was set before, an empty `new` keeps it.
    pub fn set(&self, store: &Store, now: Reading, old: &str, new: &str, minutes: u32) -> Result<(), Problem> {
        if !(1..=MOST_MINUTES).contains(&minutes) {
            return Err(Problem::error("lock_minutes").with("most", MOST_MINUTES).at("minutes"));
        }
        let kept = match load(store)? {
            Some(mut kept) => {
                try_pin(store, &mut kept, now, old).map_err(|problem| problem.at("old"))?;
                Some(kept)
            }
            None => None,
        };
        let hash = match (new, kept) {
            ("", Some(kept)) => kept.hash,
            _ => hash(store, new)?,
        };
        save(store, &Kept { hash, minutes, failed: 0, wait: None })?;
        self.open(now);
        Ok(())
    }
    /// Takes the lock away.
    pub fn remove(&self, store: &Store, now: Reading, old: &str) -> Result<(), Problem> {
        if let Some(mut kept) = load(store)? {
            try_pin(store, &mut kept, now, old).map_err(|problem| problem.at("old"))?;
        }
        self.reset(store)
    }
    /// Takes the lock away without its PIN: the desk vouched for the person.
    pub fn reset(&self, store: &Store) -> Result<(), Problem> {
        Ok(store.lock_put(None)?)
    }
}

/// How long ago the last tap was; none where that cannot be told. Sleep counts: a phone that lay in the van over night is locked. Where the
/// monotonic clock stands in sleep the wall clock decides as well, and one that went back tells nothing.
fn idle_ms(last: &Reading, now: Reading) -> Option<u64> {
    let awake = now.mono_since(last)?;
    if now.counts_sleep_since(last) {
        return Some(awake);
    }
    let wall = now.wall_ms.checked_sub(last.wall_ms)?;
    let back = wall.saturating_add(CORRECTED_MS) < i64::try_from(awake).unwrap_or(i64::MAX);
    if back { None } else { Some(awake.max(u64::try_from(wall).unwrap_or(0))) }
}

fn load(store: &Store) -> Result<Option<Kept>, Problem> {
    let unreadable = |_| Problem::error("store_corrupt");
    store.lock()?.map(|doc| serde_json::from_slice(&doc).map_err(unreadable)).transpose()
}

fn save(store: &Store, kept: &Kept) -> Result<(), Problem> {
    let doc = serde_json::to_vec(kept).map_err(|_| Problem::error("store_failed"))?;
    Ok(store.lock_put(Some(&doc))?)
}

fn left_ms(kept: &Kept, now: Reading) -> u64 {
    match &kept.wait {
        None => 0,
        // Another boot, or another clock: how much has passed is not known, so nothing has.
        Some(wait) if wait.boot != now.boot => wait.left_ms,
        Some(wait) => wait.left_ms.saturating_sub(now.mono_ms.saturating_sub(wait.mono_ms)),
    }
}

fn try_pin(store: &Store, kept: &mut Kept, now: Reading, pin: &str) -> Result<(), Problem> {
    let left = left_ms(kept, now);
    if left > 0 {
        if kept.wait.as_ref().is_some_and(|wait| wait.boot != now.boot) {
            kept.wait = Some(Wait { left_ms: left, mono_ms: now.mono_ms, boot: now.boot });
            save(store, kept)?;
        }
        return Err(Problem::error("lock_wait").with("minutes", left.div_ceil(60_000)).at("pin"));
    }
    kept.failed = kept.failed.saturating_add(1);
    let step = usize::try_from(kept.failed.saturating_sub(FREE_TRIES)).unwrap_or(usize::MAX).min(WAITS_S.len() - 1);
    let wait = WAITS_S.get(step).copied().unwrap_or(0) * 1000;
    kept.wait = (wait > 0).then_some(Wait { left_ms: wait, mono_ms: now.mono_ms, boot: now.boot });
    save(store, kept)?;
    let right = pin.len() <= LONGEST
        && PasswordHash::new(&kept.hash).is_ok_and(|h| Argon2::default().verify_password(pin.as_bytes(), &h).is_ok());
    if !right {
        return Err(Problem::error("lock_wrong").at("pin"));
    }
    (kept.failed, kept.wait) = (0, None);
    save(store, kept)
}

fn hash(store: &Store, pin: &str) -> Result<String, Problem> {
    let length = pin.chars().count();
    if length < SHORTEST || pin.len() > LONGEST {
        return Err(Problem::error("lock_pin_short").with("least", SHORTEST).at("pin"));
    }
    // 111111, 123456, 987654: what a thief tries first.
    let codes: Vec<i64> = pin.chars().map(|c| i64::from(u32::from(c))).collect();
    let steady = |by: i64| codes.windows(2).all(|pair| matches!(pair, [a, b] if b - a == by));
    if steady(0) || steady(1) || steady(-1) {
        return Err(Problem::error("lock_pin_simple").at("pin"));
    }
    let mut salt = [0; 16];
    store.random(&mut salt)?;
    let failed = |_| Problem::error("store_failed");
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    // argon2id, 19 MiB, two passes: the library's default, as for passwords on the hub.
    Ok(Argon2::default().hash_password(pin.as_bytes(), &salt).map_err(failed)?.to_string())
}
