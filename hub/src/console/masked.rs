//! A secret that a page's forms bring back, written otherwise on every page. Pages go packed, and how long a packed page is tells who guesses at what
//! stands in it more than once (BREACH): of what is drawn again for each page there is nothing to guess.

use crate::error::HubError;
use crate::random;
use fettle_core::kernel::Hash;
use subtle::ConstantTimeEq;

/// Bytes of a secret.
const LENGTH: usize = 32;

/// A secret, and how the pages of this answer write it.
#[derive(Debug, Clone)]
pub(super) struct Masked {
    secret: [u8; LENGTH],
    /// What was drawn for this answer, and the secret under it, in hex.
    written: String,
}

impl Masked {
    /// The secret that follows from `text`, under what is drawn now.
    pub(super) fn of(text: &str) -> Result<Self, HubError> {
        let secret = *Hash::of(text.as_bytes()).bytes();
        let mut drawn = [0; LENGTH];
        random::fill(&mut drawn)?;
        let written = hex::encode([drawn, xor(drawn, secret)].concat());
        Ok(Self { secret, written })
    }
    /// As it stands in a form: hex digits.
    pub(super) fn written(&self) -> &str {
        &self.written
    }
    /// Whether a form brought this secret, under whatever its page drew. In constant time: it is compared and not looked up.
    pub(super) fn is(&self, sent: &str) -> bool {
        let mut both = [0; 2 * LENGTH];
        if hex::decode_to_slice(sent, &mut both).is_err() {
            return false;
        }
        let (mut drawn, mut masked) = ([0; LENGTH], [0; LENGTH]);
        drawn.copy_from_slice(&both[..LENGTH]);
        masked.copy_from_slice(&both[LENGTH..]);
        xor(drawn, masked).ct_eq(&self.secret).into()
    }
}

fn xor(one: [u8; LENGTH], other: [u8; LENGTH]) -> [u8; LENGTH] {
    std::array::from_fn(|at| one[at] ^ other[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_another_text_each_time_and_brings_the_same_secret() {
        let (one, two, other) = (Masked::of("a").unwrap(), Masked::of("a").unwrap(), Masked::of("b").unwrap());
        assert_ne!(one.written(), two.written());
        assert!(one.is(two.written()) && two.is(one.written()));
        assert!(!one.is(other.written()));
        let bare = Hash::of(b"a").to_string();
        for bad in ["", "0", &bare, &"0".repeat(128), &"g".repeat(128), &format!("{}00", one.written())] {
            assert!(!one.is(bad), "{bad}");
        }
        // Nothing of the secret itself is in it, at whatever place.
        assert!(!one.written().contains(&bare[..8]) && !one.written().contains(&bare[56..]));
    }
}
