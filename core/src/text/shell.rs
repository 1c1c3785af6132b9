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
    /// Opens the place on the phone's map.
    pub map: String,
    /// Dials a number on the phone.
    pub call: String,
    /// Copies a number, as for a messenger.
    pub copy_number: String,
    /// Copies a text for somebody else, as for a messenger.
    pub copy_text: String,
    /// Before what was copied.
    pub copied: String,
    /// While something is being read.
    pub loading: String,
    /// Tries again what did not come.
    pub retry: String,
    /// Turns the camera's light on and off.
    pub torch: String,
    /// Takes a photo.
    pub take_photo: String,
    /// Chooses a picture that is on the phone already.
    pub choose_photo: String,
    /// Where such a picture could not be read.
    pub photo_unreadable: String,
    /// Leaves a photo and takes another.
    pub take_again: String,
    /// Keeps the photo that was taken.
    pub keep_photo: String,
    /// Below a photo that was taken, and said by a screen reader: draw on it to show where to look.
    pub mark_photo: String,
    /// Said by a screen reader for a photo.
    pub photo: String,
    /// Said by a screen reader for what the camera sees.
    pub preview: String,
    /// Asks the phone for the camera.
    pub allow_camera: String,
    /// Where the camera may not be used.
    pub camera_refused: String,
    /// Where the camera was taken away or does not answer.
    pub camera_failed: String,
    /// Where there is no camera.
    pub no_camera: String,
    /// On the pad for a signature.
    pub sign_here: String,
    /// Takes back the last stroke or mark.
    pub undo: String,
    /// Takes back all strokes or what was typed.
    pub clear: String,
    /// Makes the pad as large as the phone.
    pub whole_screen: String,
    /// Hands a file to another app.
    pub share: String,
    /// A file to be shared could not be written: nearly always because the phone is full.
    pub not_written: String,
    /// Before the characters of a paper that no font of the phone has.
    pub not_printable: String,
    /// Takes back the last digit.
    pub delete: String,
    /// Opens what there is to choose from, such as a calendar.
    pub choose: String,
    /// Said by a screen reader before an item that is answered.
    pub answered: String,
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
        map: text(lang, "shell-map"),
        call: text(lang, "shell-call"),
        copy_number: text(lang, "shell-copy-number"),
        copy_text: text(lang, "shell-copy-text"),
        copied: text(lang, "shell-copied"),
        loading: text(lang, "shell-loading"),
        retry: text(lang, "shell-retry"),
        torch: text(lang, "shell-torch"),
        take_photo: text(lang, "shell-take-photo"),
        choose_photo: text(lang, "shell-choose-photo"),
        photo_unreadable: text(lang, "shell-photo-unreadable"),
        take_again: text(lang, "shell-take-again"),
        keep_photo: text(lang, "shell-keep-photo"),
        mark_photo: text(lang, "shell-mark-photo"),
        photo: text(lang, "shell-photo"),
        preview: text(lang, "shell-preview"),
        allow_camera: text(lang, "shell-allow-camera"),
        camera_refused: text(lang, "shell-camera-refused"),
        camera_failed: text(lang, "shell-camera-failed"),
        no_camera: text(lang, "shell-no-camera"),
        sign_here: text(lang, "shell-sign-here"),
        undo: text(lang, "shell-undo"),
        clear: text(lang, "shell-clear"),
        whole_screen: text(lang, "shell-whole-screen"),
        share: text(lang, "shell-share"),
        not_written: text(lang, "shell-not-written"),
        not_printable: text(lang, "shell-not-printable"),
        delete: text(lang, "shell-delete"),
        choose: text(lang, "shell-choose"),
        answered: text(lang, "shell-answered"),
    }
}
