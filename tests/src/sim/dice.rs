//! Randomness from a seed. Every purpose has its own stream of draws, so that a fault left out does not change what others draw.

use crate::splitmix::SplitMix;
use std::cell::RefCell;
use std::rc::Rc;
use uuid::Uuid;

/// The draws for one purpose.
#[derive(Debug, Clone)]
pub struct Dice(SplitMix);

impl Dice {
    /// The dice of `seed` for `purpose`.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(seed ^ 0x51_7c_c1_b7_27_22_0a_95, |state, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
        });
        let mut dice = Self(SplitMix::new(mixed));
        dice.draw();
        dice
    }
    pub fn draw(&mut self) -> u64 {
        self.0.draw()
    }
    /// 0 to `n - 1`; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0.below(n)
    }
    pub fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(n as u64)).unwrap_or(0)
    }
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.index(all.len())) }
    }
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = self.draw().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.fill(&mut bytes);
        bytes
    }
    /// A UUIDv7 at `ms`.
    pub fn uuid(&mut self, ms: u64) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(ms, &bytes).into_uuid()
    }
}

/// Puts the dice in the place of the hub's randomness on this thread.
pub fn of_the_hub(dice: Dice) {
    let dice = Rc::new(RefCell::new(dice));
    fettle_hub::random::seeded::draw_from(Some(Box::new(move |bytes| dice.borrow_mut().fill(bytes))));
}
