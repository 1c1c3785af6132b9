//! People walk every page of a small company on a hub of its own; `tests/peers/run pages` does it with a big one, for figures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::process::{Command, Output};

fn pages(data: &Path, more: &[&str]) -> Output {
    // It is the hub too, also the one beside: what is shown here is that all of it works, not how fast.
    let program = env!("CARGO_BIN_EXE_fettle-pages");
    Command::new(program).arg("--data").arg(data).args(more).output().unwrap()
}

#[test]
fn people_walk_every_page_of_a_small_company_and_hear_of_changes() {
    let folder = tempfile::tempdir().unwrap();
    let company = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/sample/company");
    let beside = ["--beside", env!("CARGO_BIN_EXE_fettle-pages"), "--company", company.to_str().unwrap()];
    let run = pages(folder.path(), &[&["--small"][..], &beside[..]].concat());
    let (said, told) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    println!("{said}{told}");
    assert_eq!(run.status.code(), Some(0), "a page was not answered, see above");
    for row in
        ["\n| jobs |", "\n| palette |", "\n| **all** |", "Another browser knew of a change after", "Memory after"]
    {
        assert!(said.contains(row), "{row}");
    }
    // The older pages stand in both tables.
    assert_eq!(said.matches("\n| movements of a part |").count(), 2);

    let again = pages(folder.path(), &["--small", "--only-fill"]);
    assert_eq!(again.status.code(), Some(0), "what was filled is kept");
    let other = pages(folder.path(), &["--jobs", "7", "--only-fill"]);
    assert_eq!(other.status.code(), Some(2), "and is of its own sizes");
}
