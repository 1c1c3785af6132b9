//! What the vault's tests share: randomness that fails at a chosen draw, a key store that can fall silent, raw bytes of a folder.

use crate::store::random::Random;
use crate::store::tests::kit::kinds;
use crate::store::{KeyStore, KeyStoreError, MemoryKeys, Setup, StoreError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// Randomness that fails from a chosen draw on: whatever was going on stops there, as in a kill.
#[derive(Clone, Default)]
pub struct Fuse(Arc<AtomicI64>);
impl Fuse {
    /// Fails after so many draws from now on; negative: never.
    pub fn set(&self, draws: i64) {
        self.0.store(if draws < 0 { i64::MIN } else { draws + 1 }, Ordering::SeqCst);
    }
    pub fn random(&self) -> Random {
        let left = self.0.clone();
        self.set(-1);
        Arc::new(move |bytes: &mut [u8]| {
            if left.load(Ordering::SeqCst) != i64::MIN && left.fetch_sub(1, Ordering::SeqCst) <= 1 {
                return Err(StoreError::Random("fuse".into()));
            }
            getrandom::fill(bytes).map_err(|e| StoreError::Random(e.to_string()))
        })
    }
}

/// Keys in memory, of a platform that can refuse to give them.
#[derive(Default)]
pub struct Keys {
    pub inner: MemoryKeys,
    pub silent: AtomicBool,
    /// Refuses to forget.
    pub keeps: AtomicBool,
}
impl Keys {
    fn answers(&self, silent: &AtomicBool) -> Result<(), KeyStoreError> {
        if silent.load(Ordering::SeqCst) { Err(KeyStoreError { reason: "locked".into() }) } else { Ok(()) }
    }
}
impl KeyStore for Keys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        self.answers(&self.silent)?;
        self.inner.get(name)
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        self.answers(&self.silent)?;
        self.inner.put(name, value)
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        self.answers(&self.keeps)?;
        self.inner.delete(name)
    }
}

pub fn setup(home: &Path, keys: &Arc<Keys>, fuse: &Fuse) -> Setup {
    Setup { random: fuse.random(), ..Setup::new(home, kinds(), keys.clone()) }
}

/// Every file below a folder, with its bytes.
pub fn raw(home: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(home).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(raw(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
}

/// Fails when one of the texts stands in one of the files, or in its name.
pub fn refuse_plain(home: &Path, secrets: &[&[u8]]) {
    for (name, bytes) in raw(home) {
        for secret in secrets {
            let shown = String::from_utf8_lossy(secret);
            assert!(!bytes.windows(secret.len()).any(|w| w == *secret), "{name} holds {shown}");
        }
    }
}
