//! What this build of the core is: shown in a shell's settings and asked for in a report of a fault.

use crate::text::Lang;

/// What this build is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct About {
    /// The version of the core, semantic versioning, for example `0.1.0`.
    pub version: String,
    /// The languages that texts can be asked for in, BCP 47; the first is what an unknown
    /// language falls back to.
    pub languages: Vec<String>,
}

/// What this build is.
pub fn about() -> About {
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        languages: Lang::ALL.map(|lang| lang.tag().to_owned()).to_vec(),
    }
}
