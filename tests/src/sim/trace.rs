//! The trace: everything that happened, in order, as a hash, with its last lines kept for a failure.

use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fmt::{Arguments, Write};

/// Lines kept for a failure.
const TAIL: usize = 60;

#[derive(Debug)]
pub struct Trace {
    hash: Sha256,
    tail: VecDeque<String>,
    /// Lines so far.
    pub lines: u64,
    loud: bool,
}

impl Trace {
    /// `loud` prints every line.
    pub fn new(loud: bool) -> Self {
        Self { hash: Sha256::new(), tail: VecDeque::new(), lines: 0, loud }
    }
    /// Notes what happened `at` milliseconds after the start.
    pub fn note(&mut self, at: u64, what: Arguments<'_>) {
        let mut line = if self.tail.len() == TAIL { self.tail.pop_front().unwrap_or_default() } else { String::new() };
        line.clear();
        let (day, ms) = (at / 86_400_000, at % 86_400_000);
        // Writing into a String does not fail.
        let _ = write!(
            line,
            "{day}d {:02}:{:02}:{:02}.{:03} {what}",
            ms / 3_600_000,
            ms / 60_000 % 60,
            ms / 1000 % 60,
            ms % 1000
        );
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        if self.loud {
            println!("{line}");
        }
        self.lines += 1;
        self.tail.push_back(line);
    }
    pub fn hash(&self) -> String {
        hex::encode(self.hash.clone().finalize())
    }
    pub fn tail(&self) -> Vec<String> {
        self.tail.iter().cloned().collect()
    }
}
