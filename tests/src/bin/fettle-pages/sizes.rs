//! How big the company is. What is not said follows from what is, in the proportion of such companies.

use clap::Args;
use serde::{Deserialize, Serialize};

/// Sizes, kept beside the folder that was filled with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args, Serialize, Deserialize)]
pub struct Sizes {
    /// Jobs of two years
    #[arg(long, default_value_t = 100_000)]
    pub jobs: usize,
    /// How many of them are open
    #[arg(long, default_value_t = 20_000)]
    pub open: usize,
    /// Movements of parts
    #[arg(long, default_value_t = 1_000_000)]
    pub movements: usize,
    /// Machines at customers'
    #[arg(long, default_value_t = 50_000)]
    pub machines: usize,
}

impl Sizes {
    pub const SMALL: Self = Self { jobs: 120, open: 60, movements: 200, machines: 60 };

    pub fn centres(&self) -> usize {
        (self.machines / 2_500).clamp(2, 20)
    }
    /// Engineers of a centre.
    pub fn engineers(&self) -> usize {
        (self.jobs / 1_000).clamp(2, 10)
    }
    pub fn sites(&self) -> usize {
        (self.machines / 5).max(self.centres())
    }
    pub fn customers(&self) -> usize {
        (self.sites() / 4).max(self.centres())
    }
    pub fn cards(&self) -> usize {
        (self.movements / 500).clamp(20, 2_000)
    }
    pub fn told(&self) -> String {
        let Self { jobs, open, movements, machines } = self;
        let (centres, customers, sites, cards) = (self.centres(), self.customers(), self.sites(), self.cards());
        format!(
            "{jobs} jobs, of which {open} open, {movements} movements, {machines} machines at {sites} sites of {customers} customers, {cards} parts, {centres} centres"
        )
    }
}
