//! The keys that are in use: one seals, all open.

use super::key::{KEY_BYTES, Key, NONCE_BYTES, number_of};
use crate::store::random::Random;
use crate::store::{KeyStore, KeyStoreError, Seal, SealError};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use zeroize::Zeroizing;

/// Where the number of the newest key stands in the key store.
const NEWEST: &str = "vault/newest";

fn name(number: u32) -> String {
    format!("vault/{number}")
}

/// Seals and opens values under keys of the platform's key store.
pub(crate) struct Vault {
    store: Arc<dyn KeyStore>,
    random: Random,
    ring: RwLock<Ring>,
}

#[derive(Default)]
struct Ring {
    /// Its key seals.
    current: u32,
    keys: BTreeMap<u32, Arc<Key>>,
}

impl Vault {
    /// With no key yet.
    pub fn new(store: Arc<dyn KeyStore>, random: Random) -> Self {
        Self { store, random, ring: RwLock::default() }
    }

    fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key with this number: from memory, else from the key store. `None`: it is not there.
    pub fn key(&self, number: u32) -> Result<Option<Arc<Key>>, KeyStoreError> {
        if let Some(key) = self.ring().keys.get(&number) {
            return Ok(Some(key.clone()));
        }
        let Some(bytes) = self.store.get(&name(number))?.map(Zeroizing::new) else { return Ok(None) };
        let Some(key) = Key::new(number, &bytes).map(Arc::new) else { return Ok(None) };
        self.ring.write().unwrap_or_else(PoisonError::into_inner).keys.insert(number, key.clone());
        Ok(Some(key))
    }

    /// The key that seals.
    pub fn current(&self) -> Result<Arc<Key>, SealError> {
        let number = self.ring().current;
        self.key(number)?.ok_or_else(|| KeyStoreError { reason: format!("no key {number}") }.into())
    }

    /// From now on this key seals.
    pub fn seal_with(&self, number: u32) {
        self.ring.write().unwrap_or_else(PoisonError::into_inner).current = number;
    }

    /// The newest key that the key store tells of; 0: none was ever made.
    pub fn newest(&self) -> Result<u32, KeyStoreError> {
        let told = self.store.get(NEWEST)?;
        Ok(told.and_then(|bytes| std::str::from_utf8(&bytes).ok()?.parse().ok()).unwrap_or(0))
    }

    /// Makes a key with a number above `above` and keeps it in the key store, the key before its number: a crash between leaves a key that
    /// nothing needs. No key that is there is ever overwritten.
    pub fn make_key(&self, above: u32) -> Result<Arc<Key>, SealError> {
        let mut number = above.max(self.newest()?) + 1;
        while self.store.get(&name(number))?.is_some() {
            number += 1;
        }
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        (self.random)(bytes.as_mut_slice()).map_err(|e| SealError::Random(e.to_string()))?;
        self.store.put(&name(number), bytes.as_slice())?;
        self.store.put(NEWEST, number.to_string().as_bytes())?;
        let missing = || KeyStoreError { reason: format!("key {number} was not kept") };
        // Read back: a key store that forgets at once must not seal anything.
        Ok(self.key(number)?.ok_or_else(missing)?)
    }

    /// Forgets a key that nothing needs any more.
    pub fn forget_key(&self, number: u32) -> Result<(), KeyStoreError> {
        self.store.delete(&name(number))?;
        self.let_go(number);
        Ok(())
    }

    /// Forgets every key: nothing that was sealed opens any more. The newest first, whose number tells of the others: broken off, the next
    /// call still finds all.
    pub fn forget_all(&self) -> Result<(), KeyStoreError> {
        let current = self.ring().current;
        for number in (1..=self.newest()?.max(current)).rev() {
            self.store.delete(&name(number))?;
        }
        self.store.delete(NEWEST)?;
        self.ring.write().unwrap_or_else(PoisonError::into_inner).keys.clear();
        Ok(())
    }

    /// Lets go of a key in memory; the key store keeps it.
    pub fn let_go(&self, number: u32) {
        self.ring.write().unwrap_or_else(PoisonError::into_inner).keys.remove(&number);
    }

    /// What stands in an index column for `value`.
    pub fn hash(&self, column: &str, value: &str) -> Result<String, SealError> {
        Ok(self.current()?.hash(column, value))
    }

    /// Every text that may stand in an index column for `value`: while the key changes there are two.
    pub fn hashes(&self, column: &str, value: &str) -> Result<Vec<String>, SealError> {
        let current = self.current()?;
        let mut all = vec![current.hash(column, value)];
        all.extend(self.ring().keys.values().filter(|key| key.number != current.number).map(|k| k.hash(column, value)));
        Ok(all)
    }
}

impl Seal for Vault {
    fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        (self.random)(&mut nonce).map_err(|e| SealError::Random(e.to_string()))?;
        self.current()?.seal(place, nonce, plain)
    }
    fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let closed = || SealError::closed(place);
        let key = self.key(number_of(sealed).ok_or_else(closed)?)?.ok_or_else(closed)?;
        key.open(place, sealed).ok_or_else(closed)
    }
}
