//! The catalogue: every text that a person reads, in zh-CN and en, for phones, hub and papers (Project Fluent, `core/locales`).
//!
//! Here lives only the look-up. What to say is decided by who asks; no code outside builds sentences from pieces.

mod catalogue;
mod shell;
mod sources;

pub use catalogue::{Args, Lang, code_key, code_text, text, text_with};
pub use shell::{ShellWords, shell_words};

#[cfg(test)]
mod tests;
