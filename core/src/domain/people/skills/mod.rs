//! What people are able and licensed to do: skills and certificates, said and removed by who keeps them, and asked for before they end.

mod commands;
mod events;
mod skill;
mod state;
#[cfg(test)]
mod tests;

pub use commands::*;
pub use events::SkillsEvent;
pub use skill::Skill;
pub use state::{Skills, skills_dues};
