//! The certificate of an enrolment: with it a phone that was enrolled after a backup is a device again on the hub that was put back from it.

use crate::kernel::{ChainError, DeviceId, DeviceKey, PersonId, chain};
use serde::{Deserialize, Serialize};

/// What the hub signs when a phone becomes a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The device.
    pub device: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// Short code.
    pub short: String,
    /// The device's Ed25519 public key, 64 hex digits.
    pub public_key: String,
    /// What people call it.
    pub name: String,
    /// SHA-256 of the bearer token, 64 hex digits: the certificate is worth nothing without the token.
    pub token_digest: String,
    /// When, milliseconds since 1970 UTC.
    pub at: u64,
    /// Ed25519 signature by the hub's key, 128 hex digits.
    pub signature: String,
}

impl Certificate {
    /// With the signature of `hub`.
    #[must_use]
    pub fn signed(mut self, hub: &DeviceKey) -> Self {
        self.signature = hub.sign(&self.signed_bytes());
        self
    }
    /// Checks the signature with the hub's public key.
    ///
    /// # Errors
    /// [`ChainError::BadSignature`].
    pub fn verify(&self, hub_key: &str) -> Result<(), ChainError> {
        chain::verify(hub_key, &self.signed_bytes(), &self.signature)
    }
    fn signed_bytes(&self) -> Vec<u8> {
        let Self { device, person, short, public_key, name, token_digest, at, .. } = self;
        // Each part with its length before it: no two certificates have the same bytes.
        let mut bytes = b"fettle.device.v1\0".to_vec();
        for part in [&device.to_string(), &person.to_string(), short, public_key, name, token_digest, &at.to_string()] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_certificate_is_the_hubs_and_says_what_it_said() {
        let hub = DeviceKey::from_seed(&[1; 32]);
        let made = Certificate {
            device: DeviceId::new(Uuid::from_u128(1)),
            person: PersonId::new(Uuid::from_u128(2)),
            short: "A7".into(),
            public_key: "k".into(),
            name: "Pixel".into(),
            token_digest: "d".into(),
            at: 5,
            signature: String::new(),
        }
        .signed(&hub);
        assert_eq!(made.verify(&hub.public()), Ok(()));
        assert!(made.verify(&DeviceKey::from_seed(&[2; 32]).public()).is_err());
        let changed = [
            Certificate { short: "A8".into(), ..made.clone() },
            Certificate { person: PersonId::new(Uuid::from_u128(3)), ..made.clone() },
            Certificate { token_digest: "e".into(), ..made.clone() },
            Certificate { public_key: "kP".into(), name: "ixel".into(), ..made.clone() },
            Certificate { at: 6, ..made },
        ];
        assert!(changed.iter().all(|other| other.verify(&hub.public()).is_err()));
    }
}
