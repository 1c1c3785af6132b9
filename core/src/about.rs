//! What this build of the core is: shown in a shell's settings and asked for in a report of a fault.

/// The languages that the catalogue speaks, as BCP 47 tags; the first is what an unknown language falls back to.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// What this build is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct About {
    /// The version of the core, semantic versioning, for example `0.1.0`.
    pub version: String,
    /// The languages that texts can be asked for in, BCP 47.
    pub languages: Vec<String>,
}

/// What this build is.
pub fn about() -> About {
    About { version: env!("CARGO_PKG_VERSION").to_owned(), languages: LANGUAGES.map(str::to_owned).to_vec() }
}
