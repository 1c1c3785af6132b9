//! The hub's folders in their order: who may name whom, and which parts are known to few.
//!
//! Read is what [`fettle_house`] reads: `use` lines and paths in the code, tests left out; a name that is handed on leads to the file that has it.

#![allow(clippy::unwrap_used, reason = "tests")]

use fettle_house::{Crate, Graph, top};

/// From the ground up. A file may name what stands in its own row and below, never what stands above; of a folder and a file in it the file's own
/// place counts (`docs/architecture.md`, "Hub"). `x/` is `x.rs` as well. A new file at the top gets its place here.
const ROWS: [&[&str]; 9] = [
    // What everything is said in.
    &["error.rs", "random.rs", "clock.rs", "sql/"],
    // Where it stands, who looks at it, what a check found.
    &["data/", "viewer.rs", "audit.rs", "verify/depth.rs", "verify/finding.rs"],
    // The only way in for events, and what it ends with them.
    &["ledger/", "epoch.rs", "accounts/access_ends.rs"],
    // What else a hub is put together from. None of it knows handlers or the whole hub.
    &[
        "accounts/",
        "access/",
        "backups/",
        "blobs/",
        "bulk/",
        "drawing/",
        "form_numbers/",
        "front/",
        "health/",
        "import/turn.rs",
        "lines/",
        "lists/",
        "looks/",
        "verify/",
        "views/",
    ],
    // The whole hub, and its parts as handlers take them.
    &["hub.rs", "part.rs"],
    // What is done with a hub.
    &["checklist/", "export/", "import/", "letterhead/", "notice/", "papers/", "rescue/", "upkeep/", "watch/"],
    // Handlers.
    &["blobs/download.rs", "blobs/mod.rs", "blobs/tus.rs", "console/", "sync/"],
    &["server.rs", "front/serve.rs"],
    &["cli/", "demo/"],
];

/// Above all rows: what puts the crate together, and what tests stand on.
const ABOVE: [&str; 3] = ["lib.rs", "testing.rs", "testing/"];

/// Parts that only these files name: a hub's recovery lies behind them.
const KNOWN_TO: [(&str, &[&str]); 2] = [
    // What lost phones held comes in by a command, a folder, or a colleague's phone.
    ("rescue/", &["cli/import_rescue.rs", "front/serve.rs", "sync/rescue.rs"]),
    // A database that was put back is noticed when it is opened and by what phones bring, and starts over when it is restored.
    (
        "epoch.rs",
        &[
            "hub.rs",
            "ledger/mod.rs",
            "part.rs",
            "sync/checkpoint.rs",
            "sync/filed.rs",
            "sync/pull.rs",
            "upkeep/restore.rs",
        ],
    ),
];

fn graph() -> Graph {
    Crate::read(&top().join("hub/src")).unwrap().graph("")
}

/// Whether `name` is this file, the folder that it is in, or that folder's own file.
fn covers(name: &str, file: &str) -> bool {
    file == name
        || name
            .strip_suffix('/')
            .is_some_and(|folder| file.starts_with(name) || file.strip_suffix(".rs") == Some(folder))
}

/// The row of a file, by the longest name that covers it.
fn row(file: &str) -> Option<usize> {
    let names = ROWS.iter().enumerate().flat_map(|(row, names)| names.iter().map(move |name| (row, *name)));
    names.filter(|(_, name)| covers(name, file)).max_by_key(|(_, name)| name.len()).map(|(row, _)| row)
}

#[test]
fn the_hubs_folders_name_what_lies_below_only() {
    let graph = graph();
    let mut said = String::new();
    for file in graph.files().filter(|file| !ABOVE.iter().any(|name| covers(name, file))) {
        let Some(own) = row(file) else {
            said += &format!("  {file} stands in no row\n");
            continue;
        };
        for (other, step) in graph.uses(file) {
            if row(other).is_none_or(|other| other > own) {
                said += &format!("  {file}:{} names {} of {other}, which stands above it\n", step.line, step.path);
            }
        }
    }
    assert!(said.is_empty(), "\n{said}");
}

/// A row that names nothing any more says nothing.
#[test]
fn every_name_in_the_rows_is_a_file_or_a_folder() {
    let graph = graph();
    let files: Vec<&str> = graph.files().collect();
    let known = KNOWN_TO.iter().flat_map(|(name, who)| std::iter::once(name).chain(*who));
    for name in ROWS.iter().copied().flatten().chain(&ABOVE[..1]).chain(known) {
        assert!(files.iter().any(|file| covers(name, file)), "{name}");
    }
}

#[test]
fn nothing_but_who_brings_or_notices_it_knows_the_hubs_recovery() {
    let graph = graph();
    let mut said = String::new();
    for (part, who) in KNOWN_TO {
        for file in graph.files().filter(|file| !covers(part, file) && !who.contains(file)) {
            for (other, step) in graph.uses(file).into_iter().filter(|(other, _)| covers(part, other)) {
                said += &format!("  {file}:{} names {} of {other}\n", step.line, step.path);
            }
        }
    }
    assert!(said.is_empty(), "\n{said}");
}
