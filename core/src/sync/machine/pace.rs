//! How long to wait after a failure: exponential with full jitter, from injected randomness.

/// Shortest upper bound of a wait, in milliseconds.
const FIRST_MS: u64 = 500;
/// Longest upper bound.
const LONGEST_MS: u64 = 5 * 60 * 1000;

/// Waits between attempts. Deterministic: the same seed gives the same waits.
#[derive(Clone, Debug)]
pub struct Pace {
    seed: u64,
    failures: u32,
}

impl Pace {
    /// With a seed of its own for each device, so that a thousand phones do not come back in step.
    pub const fn new(seed: u64) -> Self {
        Self { seed, failures: 0 }
    }
    /// Failures since the last success.
    pub const fn failures(&self) -> u32 {
        self.failures
    }
    /// Something worked.
    pub fn success(&mut self) {
        self.failures = 0;
    }
    /// Something failed: how long to wait, in milliseconds. `asked_ms` is the least that the hub asked for.
    pub fn failure(&mut self, asked_ms: u64) -> u64 {
        let bound = FIRST_MS.saturating_mul(1 << self.failures.min(16)).min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        asked_ms.min(LONGEST_MS) + self.random() % bound
    }
    /// SplitMix64 (Steele, Lea, Flood 2014): good enough to spread waits.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
