//! Who is accepted as the hub over TLS: the keys that the enrolment named, and nobody else; without such a pin whoever the public roots
//! vouch for. Nothing falls back from the first to the second (decision 0007).

use crate::kernel::Hash;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::sync::Arc;

/// The pin of a key: SHA-256 of its SubjectPublicKeyInfo in DER, as in RFC 7469.
pub fn pin_of(spki: &[u8]) -> Hash {
    Hash::of(spki)
}

/// TLS as a phone speaks it with a hub of these `pins`; none: checked by the public roots (webpki-roots, the same on every platform).
pub(super) fn config(pins: &[Hash]) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    if pins.is_empty() {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        return Ok(config.with_root_certificates(roots).with_no_client_auth());
    }
    let pinned = Arc::new(Pinned { pins: pins.to_vec(), provider });
    Ok(config.dangerous().with_custom_certificate_verifier(pinned).with_no_client_auth())
}

/// Accepts a certificate by its key alone: names, dates and issuers say nothing more about a key that is known already. That the other
/// side holds the key is shown by the handshake's signature, which is checked as always.
#[derive(Debug)]
struct Pinned {
    pins: Vec<Hash>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let key = ParsedCertificate::try_from(end_entity)?.subject_public_key_info();
        // A pin is public: nothing is learnt from how long this takes.
        if self.pins.contains(&pin_of(&key)) {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
