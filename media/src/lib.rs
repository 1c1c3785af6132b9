//! Bytes in, bytes out: photos, signatures, codes (scanned and printed).
//!
//! Here live: the photo pipeline ([`photo`]), the customer's signature ([`signature`]), reading of bar and matrix codes
//! ([`code`]), their GS1 content ([`gs1`]), printed labels ([`label`]) and, behind the feature `sample`, pictures like a
//! phone's for tests and the demo ([`sample`]). Not here: files, clocks, the network, and anything of the business; the
//! callers say what a picture belongs to. Every error has a `code()`, a stable name that the catalogue of texts knows.

pub mod code;
mod font;
pub mod gs1;
pub mod label;
pub mod photo;
mod raster;
#[cfg(any(feature = "sample", test))]
pub mod sample;
pub mod signature;

pub use code::{CodeError, Decoded, Format, Luma, Mode, decode_image, decode_luma};
pub use gs1::{Gs1, Gs1Error};
pub use label::{Label, LabelError};
pub use photo::{Photo, PhotoError, PhotoOptions, Position, TakenAt, process};
pub use signature::{Point, Signature, SignatureError, Stroke};
