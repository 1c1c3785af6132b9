//! The few words that a shell says by itself: what stands on its own controls, around the screens that the core gives it.

use super::{Lang, text};

/// The words of a shell's own controls, for labels and for screen readers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ShellWords {
    /// Goes to the screen before.
    pub back: String,
    /// Shows the actions that have no room.
    pub more: String,
    /// Leaves a question without acting.
    pub cancel: String,
    /// Answers a question with yes, or hands in a form.
    pub confirm: String,
    /// Beside a field that has to be filled in.
    pub required: String,
    /// Opens the scanner for a field.
    pub scan: String,
    /// Said by a screen reader before something that needs attention soon.
    pub warning: String,
    /// Said by a screen reader before something that needs attention now.
    pub urgent: String,
    /// Said by a screen reader before something that is as it should be.
    pub good: String,
}

/// The words of a shell's own controls in a language.
pub fn shell_words(lang: Lang) -> ShellWords {
    ShellWords {
        back: text(lang, "shell-back"),
        more: text(lang, "shell-more"),
        cancel: text(lang, "shell-cancel"),
        confirm: text(lang, "shell-confirm"),
        required: text(lang, "shell-required"),
        scan: text(lang, "shell-scan"),
        warning: text(lang, "shell-warning"),
        urgent: text(lang, "shell-urgent"),
        good: text(lang, "shell-good"),
    }
}
