//! `docs/rows.md` has each of the 41 rows of the business rules once, and names no test that is not there.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fettle_house::top;
use std::collections::BTreeSet;
use std::path::Path;

const COLUMNS: usize = 4;

/// The rows of the papers, by area: how many each has.
const AREAS: [(char, usize); 5] = [('A', 6), ('B', 11), ('C', 4), ('D', 11), ('E', 9)];

/// The columns of each row of the table.
fn table() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(top().join("docs/rows.md")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| row "));
    lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn every_row_stands_there_once_and_says_everything() {
    let rows = table();
    let expected = AREAS.iter().flat_map(|(area, count)| (1..=*count).map(move |row| format!("{area}{row}")));
    let found: Vec<&str> = rows.iter().map(|row| row[0].split(' ').next().unwrap()).collect();
    assert_eq!(found, expected.collect::<Vec<_>>());
    for row in &rows {
        assert_eq!(row.len(), COLUMNS, "{}", row[0]);
        assert!(row.iter().all(|cell| !cell.is_empty()), "{}: \"-\" is written where there is nothing", row[0]);
        let done = row[3] == "-";
        assert!(!done || (row[1] != "-" && row[2] != "-"), "{} cannot be done without a place and a test", row[0]);
    }
}

/// The names of all tests in Rust.
fn tests() -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for folder in ["core", "hub", "media", "papers", "tests"] {
        collect(&top().join(folder), &mut tests);
    }
    assert!(tests.len() > 500, "{} tests were found", tests.len());
    tests
}

/// Claims about security name a test or a file each. Words of three parts and more in code style are names of tests, but for codes, which are shorter.
#[test]
fn what_stands_behind_a_claim_about_security_is_in_the_sources() {
    let (text, tests) = (std::fs::read_to_string(top().join("SECURITY.md")).unwrap(), tests());
    let mut missing = Vec::new();
    let mut named = 0;
    for name in text.split('`').skip(1).step_by(2) {
        let plain =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte));
        let there = match name.strip_suffix("...") {
            _ if name.contains('/') && name.ends_with(".rs") => top().join(name).is_file(),
            _ if !plain || name.matches('_').count() < 4 => continue,
            Some(begin) => tests.iter().any(|test| test.starts_with(begin)),
            None => tests.contains(name),
        };
        named += 1;
        if !there {
            missing.push(name);
        }
    }
    assert!(named > 40 && missing.is_empty(), "of {named}: {missing:?}");
}

#[test]
fn every_test_that_is_named_is_in_the_sources() {
    let tests = tests();
    let missing: Vec<String> = table()
        .iter()
        .flat_map(|row| {
            row[2]
                .split(", ")
                .filter(|name| *name != "-")
                .map(|name| (row[0].clone(), name.trim_matches('`').to_owned()))
                .collect::<Vec<_>>()
        })
        .filter(|(_, name)| !tests.contains(name))
        .map(|(row, name)| format!("{row}: {name}"))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Names of functions behind `#[test]` or `#[tokio::test]`.
fn collect(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut test = false;
            for line in text.lines().map(str::trim) {
                if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                    test = true;
                } else if let Some((_, name)) = line.split_once("fn ").filter(|_| test) {
                    into.extend(name.split(['(', '<']).next().map(str::to_owned));
                    test = false;
                } else if !line.starts_with("#[") && !line.starts_with("//") {
                    test = false;
                }
            }
        }
    }
}
