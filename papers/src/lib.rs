//! fettle-papers: the printed papers. They draw what was signed or booked; they never decide what is on it.
//!
//! Here live the templates, the view each draws, the fonts, the seal over a file's bytes and its verification. No clock, no network, no
//! files: bytes in, bytes out. A crate of its own because Typst is slow to build.

mod answers;
mod attachments;
mod beside;
mod checks_view;
mod costs_view;
mod daily;
mod error;
mod fonts;
mod logo;
mod money;
mod more_fonts;
mod printable;
mod qr;
mod report;
mod report_view;
mod seal;
mod slip;
mod texts;
pub mod verify;
mod view;
mod world;

pub use answers::FurtherAnswer;
pub use beside::{Beside, Engineer, Internal, Promised};
pub use daily::{DailyInput, render_daily_report};
pub use error::{PaperError, Warning};
pub use fonts::Fonts;
pub use logo::{LOGO_MOST_BYTES, check_logo};
pub use report::{ReportInput, render_service_report};
pub use seal::{PublicKey, public_key};
pub use slip::{TakeLine, TakeSlip, render_take_slip};
pub use verify::{Check, CheckOutcome, PaperVerdict, Report, fingerprint, verify_pdf};
pub use view::Company;

#[cfg(test)]
mod layout_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

/// A finished paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The sealed PDF/A-3b file.
    pub pdf: Vec<u8>,
    /// What a person should be told; the paper is sound all the same.
    pub warnings: Vec<Warning>,
}
