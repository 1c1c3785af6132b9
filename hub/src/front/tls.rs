//! The hub's TLS: a key and certificate of its own, made on first use, or those that were given. Both are files of `keys/`, readable by
//! their owner only, and never served.

use crate::data::secret_file;
use crate::error::{At, Fault, HubError};
use fettle_core::kernel::Hash;
use fettle_core::kernel::fold::time;
use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;

/// The key in use, the certificate made for it, and the key that is announced to come into use.
const KEY: &str = "tls.key";
const CERTIFICATE: &str = "tls.crt";
const NEXT_KEY: &str = "tls-next.key";
/// How long a certificate of our own is good, in days. Phones go by the key; browsers ask again when the certificate changes.
const GOOD_DAYS: u64 = 10 * 365;
/// It is renewed when less than this is left of it, in days.
const RENEW_DAYS: u64 = 365;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What the hub shows under TLS.
#[derive(Debug)]
pub struct Identity {
    /// For the connections.
    pub config: Arc<ServerConfig>,
    /// SHA-256 of the key's SubjectPublicKeyInfo: what phones know it by.
    pub pin: Hash,
    /// The hub's own certificate.
    pub certificate: CertificateDer<'static>,
}

fn bad(path: &Path) -> HubError {
    Fault::bad("tls_unreadable").with("file", path.display()).into()
}

/// The key and certificate of two PEM files; the certificate's file holds the whole chain, the own one first.
///
/// # Errors
/// [`Fault`] `tls_unreadable` for files that are not such, or a key that is not the certificate's; `key_file_open` when others may read it.
pub fn of_files(certificate: &Path, key: &Path) -> Result<Identity, HubError> {
    let chain = CertificateDer::pem_file_iter(certificate).map_err(|_| bad(certificate))?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|_| bad(certificate))?;
    identity(chain, private_key(key)?).ok_or_else(|| bad(key))
}

/// The hub's own key and certificate in `keys`: drawn on first use; the certificate is renewed, for the same key, when the names change
/// or its end is near. `known`: phones go by a key of this hub already. Where that is missing no other is put in its place: every phone would be
/// shut out.
///
/// # Errors
/// `tls_key_missing`; as [`of_files`], or what the disk says.
pub fn own(keys: &Path, names: &[String], now_ms: u64, known: bool) -> Result<Identity, HubError> {
    let path = keys.join(KEY);
    let file = keys.join(CERTIFICATE);
    if !path.exists() {
        if known || file.exists() {
            return Err(Fault::bad("tls_key_missing").with("file", path.display()).into());
        }
        draw(&path)?;
    }
    let key = private_key(&path)?;
    // The first line of the file says what the certificate is for, so that it need not be taken apart.
    let about = |until: u64| format!("# good until {until} for {}\n", names.join(" "));
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let until = kept.split(' ').nth(3).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let good = until > now_ms + RENEW_DAYS * DAY_MS && kept.starts_with(&about(until));
    if good && let Ok(kept) = of_files(&file, &path) {
        return Ok(kept);
    }
    let until = now_ms + GOOD_DAYS * DAY_MS;
    let certificate = certify(&key, names, now_ms, until).ok_or_else(|| bad(&path))?;
    let fresh = file.with_extension("new");
    std::fs::write(&fresh, format!("{}{certificate}", about(until)))?;
    std::fs::rename(&fresh, &file)?;
    of_files(&file, &path)
}

/// The pin of the key that is to come into use, when one was announced.
///
/// # Errors
/// As [`of_files`].
pub fn next_pin(keys: &Path) -> Result<Option<Hash>, HubError> {
    let path = keys.join(NEXT_KEY);
    if !path.exists() {
        return Ok(None);
    }
    pin_of(&private_key(&path)?).map(Some).ok_or_else(|| bad(&path))
}

/// Draws the next key, or keeps the one that was drawn. Phones learn it at their next greeting after the hub was restarted.
///
/// # Errors
/// What the disk says.
pub fn announce_next(keys: &Path) -> Result<Hash, HubError> {
    let path = keys.join(NEXT_KEY);
    if !path.exists() {
        draw(&path)?;
    }
    pin_of(&private_key(&path)?).ok_or_else(|| bad(&path))
}

/// Puts the announced key into use; the old one stays beside it as `tls-old.key` until the next change.
///
/// # Errors
/// [`Fault`] `tls_no_next` when none was announced; or what the disk says.
pub fn use_next(keys: &Path) -> Result<Hash, HubError> {
    let next = next_pin(keys)?.ok_or_else(|| Fault::bad("tls_no_next"))?;
    let current = keys.join(KEY);
    if current.exists() {
        // A copy first: at no moment is there no key in use.
        let old = keys.join("tls-old.key");
        if old.exists() {
            std::fs::remove_file(&old)?;
        }
        std::fs::hard_link(&current, &old)?;
    }
    std::fs::rename(keys.join(NEXT_KEY), &current)?;
    if keys.join(CERTIFICATE).exists() {
        std::fs::remove_file(keys.join(CERTIFICATE))?;
    }
    Ok(next)
}

/// A new key in a file: P-256, which every browser takes.
fn draw(path: &Path) -> Result<(), HubError> {
    let key = KeyPair::generate().map_err(|e| HubError::Random(e.to_string()))?;
    secret_file::write(path, key.serialize_pem().as_bytes()).at(path)?;
    Ok(())
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, HubError> {
    let text = secret_file::read(path)?;
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| bad(path))
}

fn pin_of(key: &PrivateKeyDer<'static>) -> Option<Hash> {
    let key = ring::default_provider().key_provider.load_private_key(key.clone_key()).ok()?;
    Some(Hash::of(&key.public_key()?))
}

/// `None` for what does not fit together.
fn identity(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Option<Identity> {
    let pin = pin_of(&key)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().ok()?;
    let certificate = chain.first()?.clone();
    let mut config = config.with_no_client_auth().with_single_cert(chain, key).ok()?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(Identity { config: Arc::new(config), pin, certificate })
}

/// A certificate as PEM.
fn certify(key: &PrivateKeyDer<'static>, names: &[String], from_ms: u64, until_ms: u64) -> Option<String> {
    let key = KeyPair::try_from(key.secret_der()).ok()?;
    let mut params = CertificateParams::new(names).ok()?;
    params.distinguished_name.push(DnType::CommonName, names.first().map_or("Fettle", String::as_str));
    let day = |ms: u64| {
        use chrono::Datelike;
        let date = time(ms);
        Some(rcgen::date_time_ymd(date.year(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?))
    };
    // A day early: clocks differ.
    params.not_before = day(from_ms.saturating_sub(DAY_MS))?;
    params.not_after = day(until_ms)?;
    Some(params.self_signed(&key).ok()?.pem())
}
