//! Why a photo is refused. Nothing is kept of a refused photo.

use thiserror::Error;

/// Why a photo is refused; [`PhotoError::code`] gives the stable name.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PhotoError {
    /// Neither JPEG nor PNG.
    #[error("the bytes are neither a JPEG nor a PNG picture")]
    NotAnImage,
    /// The file ends before the picture does.
    #[error("the picture file ends too early")]
    Truncated,
    /// The file is whole in structure but its content cannot be decoded.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// A side is shorter than [`super::limits::MIN_SIDE`].
    #[error("the picture is only {width} by {height} pixels")]
    TooSmall {
        /// Declared width in pixels.
        width: u32,
        /// Declared height in pixels.
        height: u32,
    },
    /// More pixels than [`super::limits::MAX_PIXELS`].
    #[error("the picture has {width} by {height} pixels, more than can be taken")]
    TooLarge {
        /// Declared width in pixels.
        width: u32,
        /// Declared height in pixels.
        height: u32,
    },
    /// More bytes than [`super::limits::MAX_BYTES`].
    #[error("the picture file has {bytes} bytes, more than can be taken")]
    FileTooLarge {
        /// Size of the file in bytes.
        bytes: usize,
    },
    /// A small file that claims an absurd amount of pixels, memory or work.
    #[error("the picture claims far more than its file can hold")]
    Bomb,
    /// Marks outside the picture, or more than [`crate::signature::MAX_POINTS`] points or [`crate::signature::MAX_STROKES`] strokes.
    #[error("the marks lie outside the picture or are too many")]
    Marks,
    /// The encoder refused; does not happen with pictures that passed the limits.
    #[error("the picture could not be written: {0}")]
    Encode(String),
}

impl PhotoError {
    /// The stable name of this refusal, for the catalogue of texts and for the protocol.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnImage => "photo_not_an_image",
            Self::Truncated => "photo_truncated",
            Self::Damaged(_) => "photo_damaged",
            Self::TooSmall { .. } => "photo_too_small",
            Self::TooLarge { .. } => "photo_too_large",
            Self::FileTooLarge { .. } => "photo_file_too_large",
            Self::Bomb => "photo_bomb",
            Self::Marks => "photo_marks",
            Self::Encode(_) => "photo_not_written",
        }
    }
}
