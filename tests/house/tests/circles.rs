//! No circle of files: what others borrow moves down into a file of its own, so that a file can be read with those below it alone.
//!
//! Read are the `use` lines and all paths in the code, tests left out; a name that is handed on (`pub use`) leads to the file that has it. What
//! this does not see: a method that another file adds to a type (`impl Store` in many files).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fettle_house::{Crate, Graph, top};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CRATES: [&str; 4] = ["core", "hub", "media", "papers"];

/// Circles that still stand, one a line: crate, then its files. A line may become shorter or go; none is added. There is none today.
const STANDING: &str = include_str!("../circles.txt");

fn read(name: &str) -> Crate {
    Crate::read(&top().join(name).join("src")).unwrap()
}

fn graph(name: &str) -> Graph {
    read(name).graph("")
}

#[test]
fn no_files_stand_in_a_circle_but_those_that_are_listed() {
    let mut listed: BTreeMap<&str, Vec<BTreeSet<String>>> = BTreeMap::new();
    for line in STANDING.lines() {
        let (name, files) = line.split_once(": ").unwrap();
        listed.entry(name).or_default().push(files.split(' ').map(str::to_owned).collect());
    }
    let mut said = String::new();
    for name in CRATES {
        let graph = graph(name);
        let circles = graph.circles();
        let listed = listed.remove(name).unwrap_or_default();
        for circle in &circles {
            if listed.iter().any(|listed| circle.is_subset(listed)) {
                continue;
            }
            let fresh = circle.iter().find(|file| listed.iter().all(|listed| !listed.contains(*file)));
            let file = fresh.or(circle.first()).unwrap();
            said += &format!("{name}: a circle of {} files, one way round:\n{}\n", circle.len(), graph.way_round(file));
        }
        for listed in listed.iter().filter(|listed| !circles.contains(listed)) {
            let left = circles.iter().filter(|circle| circle.is_subset(listed));
            let left: Vec<String> = left.map(|circle| circle.iter().cloned().collect::<Vec<_>>().join(" ")).collect();
            let files = listed.iter().cloned().collect::<Vec<_>>().join(" ");
            said += &format!("{name}: better than tests/house/circles.txt says. Strike\n  {files}\nleft: {left:?}\n");
        }
    }
    assert!(said.is_empty(), "\n{said}");
}

/// What lies below knows nothing of what lies above: of the folders of the core, each with those that it may name.
#[test]
fn the_cores_folders_name_what_lies_below_only() {
    let may: [(&str, &[&str]); 7] = [
        ("kernel", &[]),
        ("text", &["kernel"]),
        ("domain", &["kernel", "text"]),
        ("rescue", &["kernel", "text", "domain", "sync"]),
        ("store", &["kernel", "text", "domain", "rescue", "sync"]),
        ("sync", &["kernel", "text", "domain", "rescue", "store"]),
        // Sans-I/O: what it needs of the phone comes in.
        ("sync/machine", &["kernel", "domain", "rescue", "sync"]),
    ];
    let graph = graph("core");
    let mut said = String::new();
    for file in graph.files() {
        // Of a folder in a folder its own line counts.
        let own =
            may.iter().filter(|(name, _)| file.starts_with(&format!("{name}/"))).max_by_key(|(name, _)| name.len());
        let Some((folder, may)) = own else { continue };
        for (other, step) in graph.uses(file) {
            let above = other.split('/').next().unwrap();
            if other.contains('/') && above != *folder && !may.contains(&above) {
                said += &format!("  {file}:{} names {} of {other}\n", step.line, step.path);
            }
        }
    }
    assert!(said.is_empty(), "\n{said}");
}

/// What the phone's store does about damaged, torn and copied files lies behind one boundary: it is asked when a file is opened, and by the
/// wipe, which begins a new device.
#[test]
fn nothing_but_opening_knows_recovery() {
    const MAY: [&str; 3] = ["store/mod.rs", "store/opening.rs", "store/wipe.rs"];
    let graph = graph("core");
    let inside = |file: &str| file.starts_with("store/recovery/");
    assert!(graph.files().any(inside));
    let mut said = String::new();
    for file in graph.files().filter(|file| !inside(file) && !MAY.contains(file)) {
        for (other, step) in graph.uses(file).into_iter().filter(|(other, _)| inside(other)) {
            said += &format!("  {file}:{} names {} of {other}\n", step.line, step.path);
        }
    }
    assert!(said.is_empty(), "\n{said}");
}

/// No screen of the phone knows another one: what two share is a query. Only `dispatch` knows them all.
#[test]
fn a_screen_names_no_other_screen() {
    const ABOVE: &str = "screens/dispatch.rs";
    let unit = |file: &str| file.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs").to_owned();
    let graph = graph("core");
    let files: Vec<&str> = graph.files().filter(|file| file.starts_with("screens/")).collect();
    let has_screen = |file: &&&str| {
        let text = std::fs::read_to_string(top().join("core/src").join(file)).unwrap();
        text.lines().any(|line| line.starts_with("pub struct ") && line.ends_with("Screen {"))
    };
    let screens: BTreeSet<String> = files.iter().filter(has_screen).map(|file| unit(file)).collect();
    assert!(screens.len() > 20, "{screens:?}");
    let mut said = String::new();
    for file in files.into_iter().filter(|file| *file != ABOVE) {
        for (other, step) in graph.uses(file) {
            if other.starts_with("screens/") && screens.contains(&unit(other)) && unit(other) != unit(file) {
                said += &format!("  {file}:{} names {} of {other}\n", step.line, step.path);
            }
        }
    }
    assert!(said.is_empty(), "\n{said}");
}

/// Handlers that work with parts of the hub take those parts, so that their signature says what they may touch.
#[test]
fn handlers_of_parts_name_no_whole_hub() {
    let graph = graph("hub");
    let mut said = String::new();
    for file in ["blobs/download.rs", "blobs/tus.rs", "sync/filed.rs", "sync/pull.rs", "sync/push.rs"] {
        assert!(graph.files().any(|known| known == file), "{file}");
        for (other, step) in graph.uses(file) {
            if other == "hub.rs" {
                said += &format!("  {file}:{} names {} of {other}\n", step.line, step.path);
            }
        }
    }
    assert!(said.is_empty(), "\n{said}");
}

/// A file that the reading of `mod` lines passed over would be in no circle whatever it names.
#[test]
fn every_file_is_read() {
    for name in CRATES {
        let sources = read(name);
        let graph = sources.graph("");
        let read: BTreeSet<&str> = graph.files().collect();
        let mut lost = Vec::new();
        files(&top().join(name).join("src"), "", &mut |file| {
            // `main.rs` is a crate of its own, which names the library.
            if file != "main.rs" && !sources.is_for_tests(file) && !read.contains(file) {
                lost.push(file.to_owned());
            }
        });
        assert!(lost.is_empty(), "{name}: {lost:?}");
    }
}

fn files(folder: &Path, before: &str, tell: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{before}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), &format!("{name}/"), tell);
        } else if name.ends_with(".rs") {
            tell(&name);
        }
    }
}
