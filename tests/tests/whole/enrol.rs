//! `fettle enrol` as it is typed: which address a code leads to where none is given, and what is said where none is known.

use crate::process::{Serving, fettle, refused};
use fettle_core::sync::enrol_link::EnrolLink;
use std::path::Path;

const PASSWORD: &str = "a-password-for-this-test";

/// Where the code leads that is printed so.
fn leads_to(data: &Path, more: &[&str]) -> String {
    let said = fettle(data, &[&["enrol", "--person", "mei"], more].concat(), "");
    let link = said.lines().find(|line| line.starts_with("fettle:")).expect("a link");
    link.parse::<EnrolLink>().expect("it reads").hub
}

/// It says what to give, in the terminal's language.
fn asks_for_an_address(data: &Path) {
    for (language, word) in [("en_US.UTF-8", "Say under which address"), ("zh_CN.UTF-8", "请说明")] {
        let said = refused(data, &["enrol", "--person", "mei"], language);
        assert!(said.contains(word) && said.contains("--address https://"), "{said}");
    }
}

#[test]
fn a_code_leads_to_where_the_hub_was_served_or_says_what_to_give() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fettle(data, &["passwd", "mei", "--administrator", "Zhang Mei"], PASSWORD);
    // Never served: nobody knows where it will be.
    asks_for_an_address(data);
    assert_eq!(leads_to(data, &["--address", "https://hub.example.com/"]), "https://hub.example.com");

    // Served on a port of its own, running and afterwards.
    let hub = Serving::start(data);
    let here = hub.address.trim_end_matches('/').to_owned();
    assert!(hub.port() != 8080 && here.ends_with(&hub.port().to_string()));
    assert_eq!(leads_to(data, &[]), here);
    hub.end();
    assert_eq!(leads_to(data, &[]), here, "as it was last served");

    // On every address of the machine: none of them is the one to give.
    Serving::start_with(data, &["--port", "0", "--bind", "0.0.0.0", "--plain"]).end();
    asks_for_an_address(data);

    // As it was told.
    Serving::start_with(data, &["--port", "0", "--address", "https://hub.example.com:8443/"]).end();
    assert_eq!(leads_to(data, &[]), "https://hub.example.com:8443");
    assert_eq!(leads_to(data, &["--address", "http://192.168.1.7:9000"]), "http://192.168.1.7:9000");
}
