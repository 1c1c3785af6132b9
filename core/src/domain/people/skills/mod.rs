//! What people are able and licensed to do: skills and certificates, said and removed by who keeps them, and asked for before they end.

mod commands;
mod events;
mod state;
#[cfg(test)]
mod tests;

pub use commands::*;
pub use events::SkillsEvent;
pub use state::{Skill, Skills, skills_dues};
