//! Who is accepted as the hub over TLS: the keys that the enrolment named, and nobody else; without such a pin whoever the public roots
//! vouch for. Nothing falls back from the first to the second (decision 0007).

use crate::kernel::Hash;
use rustls::client::WebPkiServerVerifier;
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

/// Whether who answers at `host` with this chain of certificates (DER, its own first) is a hub of these `pins`: the same judgement for a
/// connection that the platform makes in the place of a session. That the other side holds the key is for the platform to check.
pub fn is_hub(chain: &[Vec<u8>], host: &str, pins: &[Hash]) -> bool {
    let chain: Vec<CertificateDer<'_>> = chain.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let Some((own, issuers)) = chain.split_first() else { return false };
    let Ok(name) = ServerName::try_from(host.trim_matches(['[', ']'])) else { return false };
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = if pins.is_empty() {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
            Ok(verifier) => verifier,
            Err(_) => return false,
        }
    } else {
        Arc::new(Pinned { pins: pins.to_vec(), provider })
    };
    verifier.verify_server_cert(own, issuers, &name, &[], UnixTime::now()).is_ok()
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

#[cfg(test)]
mod tests {
    use super::{is_hub, pin_of};
    use crate::kernel::Hash;
    use rcgen::{CertificateParams, KeyPair};
    use rustls::pki_types::CertificateDer;
    use rustls::server::ParsedCertificate;

    fn certificate(name: &str) -> Vec<u8> {
        let key = KeyPair::generate().unwrap();
        CertificateParams::new([name.to_owned()]).unwrap().self_signed(&key).unwrap().der().to_vec()
    }

    fn pin(certificate: &[u8]) -> Hash {
        let der = CertificateDer::from(certificate);
        pin_of(&ParsedCertificate::try_from(&der).unwrap().subject_public_key_info())
    }

    #[test]
    fn a_connection_of_the_platforms_is_judged_as_our_own() {
        let (ours, other) = (certificate("hub.example"), certificate("hub.example"));
        let pins = [pin(&ours)];
        assert!(is_hub(std::slice::from_ref(&ours), "hub.example", &pins));
        assert!(is_hub(std::slice::from_ref(&ours), "192.168.1.20", &pins), "the key alone counts");
        assert!(
            !is_hub(&[other.clone(), ours.clone()], "hub.example", &pins),
            "whose certificate it is, not what it brings along"
        );
        assert!(!is_hub(&[ours], "hub.example", &[]), "no public root vouches for it");
        assert!(!is_hub(&[], "hub.example", &pins));
        assert!(!is_hub(&[b"no certificate".to_vec()], "hub.example", &pins));
    }
}
