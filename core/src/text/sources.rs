//! The catalogue's files: one an area, one a line, so that two people seldom meet in one.

macro_rules! sources {
    ($($file:literal),* $(,)?) => {
        /// The catalogue's files: name, zh-CN, en.
        pub(super) const SOURCES: &[(&str, &str, &str)] = &[$((
            $file,
            include_str!(concat!("../../locales/zh-CN/", $file)),
            include_str!(concat!("../../locales/en/", $file)),
        )),*];
    };
}

// In braces, which the formatter leaves alone: one a line.
sources! {
    "bulk.ftl",
    "calendar.ftl",
    "check.ftl",
    "checklist.ftl",
    "common.ftl",
    "company.ftl",
    "console.ftl",
    "demo.ftl",
    "devices.ftl",
    "dues.ftl",
    "papers.ftl",
    "hub.ftl",
    "import.ftl",
    "job.ftl",
    "kit.ftl",
    "media.ftl",
    "shell.ftl",
    "screen.ftl",
    "screen-error.ftl",
    "screen-job.ftl",
    "screen-sheet.ftl",
    "screen-parts.ftl",
    "screen-more.ftl",
    "screen-people.ftl",
    "screen-check.ftl",
    "search.ftl",
    "security.ftl",
    "store.ftl",
    "sync.ftl",
    "parts.ftl",
    "people.ftl",
    "sites.ftl",
    "upkeep.ftl",
    "worklist.ftl",
}
