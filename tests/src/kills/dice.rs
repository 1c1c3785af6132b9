//! What the real processes draw from a seed.

use crate::splitmix::SplitMix;

/// A sequence that its seed decides. What the processes make of it still depends on the machine.
#[derive(Clone, Debug)]
pub struct Dice(SplitMix);

impl Dice {
    /// The sequence of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(SplitMix::new(seed))
    }
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0.draw()
    }
    /// From `low` on, below `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.draw() % high.saturating_sub(low).max(1)
    }
    /// One of `choices`, which is not empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.draw() % choices.len().max(1) as u64).unwrap_or(0);
        choices.get(at)
    }
    /// So many bytes.
    pub fn bytes(&mut self, length: u64) -> Vec<u8> {
        let words = usize::try_from(length.div_ceil(8)).unwrap_or(0);
        let mut bytes: Vec<u8> = (0..words).flat_map(|_| self.draw().to_le_bytes()).collect();
        bytes.truncate(usize::try_from(length).unwrap_or(0));
        bytes
    }
}
